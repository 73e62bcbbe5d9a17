#include "core/lower_case.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(LowerCase, IsOfAsciiAlone) {
  EXPECT_EQ(in_lower_case("Train_IMAGES-Z9"), "train_images-z9");
  EXPECT_EQ(in_lower_case("\xc3\x84@[`{\xff"), "\xc3\x84@[`{\xff")
      << "what lies beside the letters";
  EXPECT_EQ(in_lower_case(""), "");
}

}  // namespace
}  // namespace codegrid
