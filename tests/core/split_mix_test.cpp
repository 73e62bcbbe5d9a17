#include "core/split_mix.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(SplitMix, GivesTheNumbersOfItsAuthors) {
  constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;  // from one state to the next
  EXPECT_EQ(split_mix(1234567), 6457827717110365317ULL);
  EXPECT_EQ(split_mix(1234567 + kStep), 3203168211198807973ULL);
  EXPECT_EQ(split_mix(1234567 + 2 * kStep), 9817491932198370423ULL);
}

}  // namespace
}  // namespace codegrid
