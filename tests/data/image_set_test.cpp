#include "data/image_set.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

// Image i is full of i.
at::Tensor numbered(std::int64_t count) {
  return at::arange(count, at::kByte).view({count, 1, 1, 1}).expand({count, 3, 2, 4}).contiguous();
}

std::vector<std::int64_t> numbers(const at::Tensor& images) {
  const at::Tensor first = images.flatten(1).select(1, 0).to(at::kLong).contiguous();
  return {first.const_data_ptr<std::int64_t>(),
          first.const_data_ptr<std::int64_t>() + first.size(0)};
}

TEST(ImageSet, IsAllImagesWhereNoRowsAreNamed) {
  const ImageSet set{numbered(5), {}};
  EXPECT_EQ(set.size(), 5);
  EXPECT_EQ(set.shape(), (std::vector<std::int64_t>{3, 2, 4}));
  EXPECT_EQ(numbers(set.images_at(at::tensor({4, 0}, at::kLong))),
            (std::vector<std::int64_t>{4, 0}));
}

TEST(ImageSet, CountsPlacesAmongItsOwnRows) {
  const ImageSet part{numbered(6), {}, at::tensor({1, 3, 5}, at::kLong)};
  EXPECT_EQ(part.size(), 3);
  EXPECT_EQ(part.shape(), (std::vector<std::int64_t>{3, 2, 4}));
  EXPECT_EQ(numbers(part.images_at(at::tensor({2, 0, 2}, at::kLong))),
            (std::vector<std::int64_t>{5, 1, 5}));
}

TEST(ImageSet, GivesCopiesThatLeaveItsImagesAlone) {
  const ImageSet set{numbered(2), {}};
  set.images_at(at::tensor({1}, at::kLong)).fill_(9);
  EXPECT_EQ(numbers(set.images), (std::vector<std::int64_t>{0, 1}));
}

}  // namespace
}  // namespace codegrid
