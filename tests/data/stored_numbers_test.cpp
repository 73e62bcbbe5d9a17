#include "data/stored_numbers.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

StoredNumbers numbers(NumberType type, std::vector<std::int64_t> shape, std::string_view bytes) {
  return {"f", type, std::endian::big, std::move(shape), false, bytes};
}

TEST(StoredNumbers, WholeNumbersFromZeroTo255ArePixels) {
  using namespace std::string_view_literals;
  const at::Tensor expected = at::tensor({0, 127}, at::kByte);
  EXPECT_TRUE(pixels_of(numbers(NumberType::kUint8, {2}, "\0\x7f"sv)).equal(expected));
  EXPECT_TRUE(pixels_of(numbers(NumberType::kInt8, {2}, "\0\x7f"sv)).equal(expected));
  EXPECT_TRUE(pixels_of(numbers(NumberType::kUint16, {2}, "\0\0\0\x7f"sv)).equal(expected));
  EXPECT_TRUE(pixels_of(numbers(NumberType::kInt16, {2}, "\0\0\0\x7f"sv)).equal(expected));
  EXPECT_TRUE(pixels_of(numbers(NumberType::kInt32, {2}, "\0\0\0\0\0\0\0\x7f"sv)).equal(expected));
}

TEST(StoredNumbers, OthersAreNamedWithTheirPlace) {
  using namespace std::string_view_literals;
  const std::string end =
      ", expected pixels from 0 to 255; scale them to that range, and save them as unsigned bytes";
  const auto error = [](const StoredNumbers& stored) {
    return message_of([&] { pixels_of(stored); });
  };
  EXPECT_EQ(error(numbers(NumberType::kInt8, {1, 2}, "\0\xff"sv)), "f: -1 at index [0, 1]" + end);
  EXPECT_EQ(error(numbers(NumberType::kInt16, {2, 1}, "\0\0\1\0"sv)),
            "f: 256 at index [1, 0]" + end);
  EXPECT_EQ(error(numbers(NumberType::kUint32, {1}, "\xff\xff\xff\xff"sv)),
            "f: 4294967295 at index [0]" + end);
}

TEST(StoredNumbers, TruthsAreLabelsToo) {
  using namespace std::string_view_literals;
  EXPECT_TRUE(labels_of(numbers(NumberType::kBool, {3}, "\0\1\2"sv))
                  .equal(at::tensor({0, 1, 1}, at::kLong)));
}

TEST(StoredNumbers, KnowTheSizesOfTheirTypes) {
  EXPECT_EQ(size_of(NumberType::kBool), 1U);
  EXPECT_EQ(size_of(NumberType::kFloat16), 2U);
  EXPECT_EQ(size_of(NumberType::kInt64), 8U);
  EXPECT_TRUE(is_float(NumberType::kFloat16));
  EXPECT_FALSE(is_float(NumberType::kUint64));
}

}  // namespace
}  // namespace codegrid
