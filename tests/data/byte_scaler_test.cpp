#include "data/byte_scaler.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "data/scale.hpp"
#include "support/versions.hpp"

namespace codegrid {
namespace {

std::vector<float> scaled(const ByteScaler& scaler, const std::vector<std::uint8_t>& bytes) {
  std::vector<float> values(bytes.size());
  scaler.scale(bytes.data(), std::ssize(bytes), values.data());
  return values;
}

// Some more than a whole number of any processor's vectors, and some fewer.
TEST(ByteScaler, GivesTheTablesBitsForEveryRange) {
  std::vector<std::uint8_t> bytes(256 + 5);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  for (int lowest = 0; lowest < 255; ++lowest) {
    for (int highest = lowest + 1; highest < 256; ++highest) {
      const PixelScale scale{static_cast<double>(lowest), static_cast<double>(highest)};
      const auto table = scale.table();
      const std::vector<float> values = scaled(ByteScaler(table, lowest, highest - lowest), bytes);
      for (std::size_t i = 0; i < bytes.size(); ++i)
        ASSERT_EQ(values[i], table[bytes[i]]) << lowest << " to " << highest;
    }
  }
}

TEST(ByteScaler, EveryVersionThatTheProcessorCanRunGivesTheTablesBits) {
  constexpr ScaleBytes kNone = nullptr;
  std::vector<std::uint8_t> bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  const auto table = PixelScale{3, 250}.table();
  for (const ScaleBytes* version : runnable(kNone, kScaleBytesAvx2, kScaleBytesAvx512)) {
    if (*version == nullptr) continue;
    std::array<float, 256> values{};
    (*version)(bytes.data(), 256, 3, 247, values.data());
    EXPECT_EQ(values, table);
  }
}

TEST(ByteScaler, FollowsATableThatIsNoQuotient) {
  std::array<float, 256> table{};
  table[3] = 0.25F;
  table[200] = 7;
  EXPECT_EQ(scaled(ByteScaler(table, 0, 255), {200, 3, 4}), (std::vector<float>{7, 0.25F, 0}));
}

}  // namespace
}  // namespace codegrid
