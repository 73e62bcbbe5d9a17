#include "core/nearest.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

const std::vector<std::string> kOptions{"set", "runs", "resume", "print-config"};

TEST(Nearest, IsTheOneWithTheFewestEdits) {
  EXPECT_EQ(nearest("resum", kOptions), "resume");
  EXPECT_EQ(nearest("anything", {}), "");
}

TEST(Nearest, LikelyMeantIsASlipAndNoOtherWord) {
  EXPECT_EQ(likely_meant("sett", kOptions), "set");
  EXPECT_EQ(likely_meant("st", kOptions), "set");
  EXPECT_EQ(likely_meant("print-cfg", kOptions), "print-config");
  EXPECT_EQ(likely_meant("nonsense", kOptions), "");
  EXPECT_EQ(likely_meant("seed", kOptions), "");
  EXPECT_EQ(likely_meant("sett", {}), "");
}

}  // namespace
}  // namespace codegrid
