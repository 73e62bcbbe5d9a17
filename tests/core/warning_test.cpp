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

}  // namespace
}  // namespace codegrid
