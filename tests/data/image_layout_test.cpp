#include "data/image_layout.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

std::string layout_error(const std::vector<std::int64_t>& shape) {
  return message_of([&] { image_layout(shape, "f"); });
}

TEST(ImageLayout, IsToldByTheDimensionOfOneOrThreeChannels) {
  EXPECT_EQ(image_layout({5, 3, 3}, "f"), ImageLayout::kGrey);
  EXPECT_EQ(image_layout({5, 3, 8, 9}, "f"), ImageLayout::kChannelsFirst);
  EXPECT_EQ(image_layout({5, 1, 8, 9}, "f"), ImageLayout::kChannelsFirst);
  EXPECT_EQ(image_layout({5, 8, 9, 3}, "f"), ImageLayout::kChannelsLast);
  EXPECT_EQ(image_layout({5, 8, 3, 1}, "f"), ImageLayout::kChannelsLast);
}

TEST(ImageLayout, ThatNothingTellsIsRefused) {
  EXPECT_EQ(layout_error({5, 3, 8, 3}),
            "f: its shape is 5 x 3 x 8 x 3, in which the channels may be the second dimension or "
            "the last; give grey images as [N, H, W], or pad the images");
  EXPECT_NE(layout_error({5, 1, 8, 1}).find("or the last"), std::string::npos);
}

TEST(ImageLayout, OfNoImagesIsRefused) {
  const std::string expected =
      ", expected images: [N, H, W], [N, C, H, W] or [N, H, W, C], of 1 or 3 channels C; ";
  EXPECT_EQ(layout_error({5, 784}), "f: its shape is 5 x 784" + expected +
                                        "if each row is a square image, reshape it to (-1, 28, "
                                        "28)");
  EXPECT_EQ(layout_error({5, 783}), "f: its shape is 5 x 783" + expected + "reshape it");
  EXPECT_EQ(layout_error({5}), "f: its shape is 5" + expected + "reshape it");
  EXPECT_EQ(layout_error({0, 8, 8}),
            "f: its shape is 0 x 8 x 8" + expected + "there is nothing in it");
  EXPECT_EQ(layout_error({5, 8, 8, 4}),
            "f: its shape is 5 x 8 x 8 x 4" + expected + "leave out the alpha channel");
  EXPECT_EQ(layout_error({5, 8, 8, 2}), "f: its shape is 5 x 8 x 8 x 2" + expected + "reshape it");
  EXPECT_EQ(layout_error({1, 5, 3, 8, 8}),
            "f: its shape is 1 x 5 x 3 x 8 x 8" + expected + "reshape it");
}

TEST(ImageLayout, ArrangedImagesHaveChannelsThenHeightThenWidth) {
  const at::Tensor grey = at::arange(12, at::kByte).view({2, 2, 3});
  EXPECT_EQ(arranged(grey, ImageLayout::kGrey, PixelOrder::kRows).const_data_ptr(),
            grey.const_data_ptr());
  const at::Tensor turned = arranged(grey, ImageLayout::kGrey, PixelOrder::kColumns);
  EXPECT_TRUE(turned.is_contiguous());
  EXPECT_TRUE(turned.equal(grey.transpose(1, 2).unsqueeze(1)));
  const at::Tensor color = at::arange(24, at::kByte).view({1, 2, 4, 3});
  EXPECT_TRUE(arranged(color, ImageLayout::kChannelsLast, PixelOrder::kColumns)
                  .equal(color.permute({0, 3, 2, 1})));
}

}  // namespace
}  // namespace codegrid
