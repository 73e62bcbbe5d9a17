#include "core/warning.hpp"

#include <gtest/gtest.h>

#include <string>

namespace codegrid {
namespace {

TEST(Warning, IsSaidOnceForEachSubject) {
  testing::internal::CaptureStderr();
  warn_once("the test's locks", "a: no locks");
  warn_once("the test's locks", "b: no locks");
  warn_once("the test's links", "c: no links");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: a: no locks\nwarning: c: no links\n");
}

TEST(Warning, ShowsBytesThatAreNoTextAsEscapes) {
  testing::internal::CaptureStderr();
  warn_once("the test's bytes", "caf\xe9\x1b[2J");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: caf\\xe9\\x1b[2J\n");
}

}  // namespace
}  // namespace codegrid
