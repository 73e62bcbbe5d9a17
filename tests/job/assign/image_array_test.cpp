#include "job/assign/image_array.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

EncoderMetadata taking(std::vector<std::int64_t> shape) {
  EncoderMetadata metadata;
  metadata.input_shape = std::move(shape);
  return metadata;
}

TEST(ImageArray, IsToldByItsFirstBytes) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_image_array(folder.write("a.png", idx_bytes({1, 1, 1}, "x")).string()));
  EXPECT_TRUE(is_image_array(folder.write("a.npy", "\x93NUMPY").string()));
  EXPECT_TRUE(is_image_array(folder.write("a.npz", "PK\x03\x04 and more").string()));
  EXPECT_TRUE(is_image_array((folder.path() / "a.npz/images").string()));
  EXPECT_TRUE(is_image_array(folder.write("a.gz", "\x1f\x8b and more").string()));
  EXPECT_FALSE(is_image_array(folder.write("a.idx", "P5 picture").string()));
  EXPECT_FALSE(is_image_array(folder.write("zeros", std::string(8, '\0')).string()));
  EXPECT_FALSE(is_image_array((folder.path() / "missing.npy").string()));
  EXPECT_FALSE(is_image_array(folder.path().string()));
}

TEST(ImageArray, OfTheEncodersShapeIsTaken) {
  const TemporaryFolder folder;
  const auto file = folder.write("images", idx_bytes({2, 1, 3}, "abcdef"));
  const at::Tensor images = read_image_array(file.string(), taking({1, 1, 3}));
  ASSERT_EQ(images.sizes(), (std::vector<std::int64_t>{2, 1, 1, 3}));
  EXPECT_EQ(images[1][0][0][2].item<int>(), 'f');
}

TEST(ImageArray, OfAnotherShapeIsRefusedWithBothShapes) {
  const TemporaryFolder folder;
  const auto file = folder.write("images", idx_bytes({2, 1, 3}, "abcdef"));
  const Error error = error_of([&] { read_image_array(file.string(), taking({3, 8, 8})); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(std::string(error.what()),
            file.string() +
                ": holds images of shape [1, 1, 3], but the encoder takes [3, 8, 8]; only pictures "
                "in files of their own are brought into another shape");
}

TEST(ImageArray, IsTransposedWhereTheEncodersImagesWere) {
  const TemporaryFolder folder;
  const auto file = folder.write("images", idx_bytes({1, 2, 3}, "abcdef"));
  EncoderMetadata metadata = taking({1, 3, 2});
  metadata.config = {{"data", {{"transposed", true}}}};
  const at::Tensor images = read_image_array(file.string(), metadata);
  EXPECT_EQ(images[0][0][2][0].item<int>(), 'c');
}

}  // namespace
}  // namespace codegrid
