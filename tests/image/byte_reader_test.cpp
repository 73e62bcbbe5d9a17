#include "image/byte_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

TEST(ByteReader, ReadsNumbersOfBothByteOrders) {
  const ByteReader big{"\x01\x02\x03\xff"sv, std::endian::big};
  EXPECT_EQ(big.u8(3), 255U);
  EXPECT_EQ(big.u16(1), 0x0203U);
  EXPECT_EQ(big.u32(0), 0x010203ffU);
  const ByteReader little{"\x01\x02\x03\xff"sv, std::endian::little};
  EXPECT_EQ(little.u16(1), 0x0302U);
  EXPECT_EQ(little.number(0, 3), 0x030201U);
}

TEST(ByteReader, RefusesWhatIsNotThere) {
  const ByteReader reader{"1234"sv, std::endian::big};
  EXPECT_TRUE(reader.has(4, 0));
  EXPECT_FALSE(reader.has(5, 0));
  EXPECT_FALSE(reader.has(1, ~std::uint64_t{0}));
  for (const std::uint64_t place : {std::uint64_t{3}, std::uint64_t{4}, ~std::uint64_t{0}}) {
    try {
      reader.u16(place);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(),
                   "is truncated: it ends after 4 bytes, before the size of its picture is stated");
    }
  }
}

}  // namespace
}  // namespace codegrid
