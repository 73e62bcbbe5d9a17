#include "image/upright.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <opencv2/core/utility.hpp>
#include <vector>

namespace codegrid {
namespace {

// Where the stored row 0 and column 0 are to be seen (EXIF 2.32, orientation): of
//   1 2 3
//   4 5 6
TEST(Upright, AllEightOrientations) {
  const cv::Mat stored = (cv::Mat_<std::uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
  const std::array<std::vector<int>, 8> expected{{{1, 2, 3, 4, 5, 6},
                                                  {3, 2, 1, 6, 5, 4},
                                                  {6, 5, 4, 3, 2, 1},
                                                  {4, 5, 6, 1, 2, 3},
                                                  {1, 4, 2, 5, 3, 6},
                                                  {4, 1, 5, 2, 6, 3},
                                                  {6, 3, 5, 2, 4, 1},
                                                  {3, 6, 2, 5, 1, 4}}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const cv::Mat picture = upright(stored, orientation);
    EXPECT_EQ(picture.rows, is_on_its_side(orientation) ? 3 : 2);
    std::vector<int> values;
    for (const auto value : cv::Mat_<std::uint8_t>(picture)) values.push_back(value);
    EXPECT_EQ(values, expected.at(static_cast<std::size_t>(orientation) - 1)) << orientation;
  }
}

}  // namespace
}  // namespace codegrid
