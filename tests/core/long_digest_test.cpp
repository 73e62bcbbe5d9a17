#include "core/long_digest.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

TEST(LongDigest, IsThatOfTheBytesAtOnce) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, (std::size_t{1} << 24) + 1})
    EXPECT_EQ(long_sha256_hex(std::string(length, 'x')), sha256_hex(std::string(length, 'x')));
}

TEST(LongDigestDeathTest, StopsWhenTheProgramIsAskedTo) {
  expect_to_stop({[] { long_sha256_hex("some bytes"); }});
}

}  // namespace
}  // namespace codegrid
