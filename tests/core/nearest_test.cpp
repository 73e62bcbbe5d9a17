#include "core/nearest.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

const std::vector<std::string> kOptions{"set", "runs", "resume", "print-config"};

TEST(Nearest, LikelyMeantIsASlipAndNoOtherWord) {
  EXPECT_EQ(likely_meant("resum", kOptions), "resume");
  EXPECT_EQ(likely_meant("sett", kOptions), "set");
  EXPECT_EQ(likely_meant("st", kOptions), "set");
  EXPECT_EQ(likely_meant("print-cfg", kOptions), "print-config");
  EXPECT_EQ(likely_meant("nonsense", kOptions), "");
  EXPECT_EQ(likely_meant("seed", kOptions), "");
  EXPECT_EQ(likely_meant("sett", {}), "");
}

TEST(Nearest, AShortWordThatBeginsOtherwiseIsAnotherWord) {
  EXPECT_EQ(likely_meant("gelu", {"relu", "tanh"}), "");
  EXPECT_EQ(likely_meant("relo", {"relu", "tanh"}), "relu");
}

TEST(Nearest, NoWordIsASlipOfOneThatHasNoneOfItsLetters) {
  EXPECT_EQ(likely_meant("n", {"k"}), "");
  EXPECT_EQ(likely_meant("", {"k"}), "");
  EXPECT_EQ(likely_meant("lr", {"name", "k"}), "");
  EXPECT_EQ(likely_meant("ks", {"k"}), "k");
}

TEST(Nearest, TheSameLettersAreThoseWithoutCapitalsAndSigns) {
  EXPECT_TRUE(same_letters("batchSize", "batch_size"));
  EXPECT_TRUE(same_letters("batch-size", "batch_size"));
  EXPECT_TRUE(same_letters("train-images.idx3-ubyte", "train-images-idx3-ubyte"));
  EXPECT_FALSE(same_letters("batch", "batch_size"));
  EXPECT_FALSE(same_letters("_", "-"));
}

TEST(Nearest, ALikelyNameMayBeBegunOrGivenByItsInitials) {
  const std::vector<std::string> kinds{"dense", "convolutional"};
  EXPECT_EQ(likely_name("conv", kinds), "convolutional");
  EXPECT_EQ(likely_name("Dense", kinds), "dense");
  EXPECT_EQ(likely_name("densse", kinds), "dense");
  EXPECT_EQ(likely_name("co", kinds), "");
  EXPECT_EQ(likely_name("transformer", kinds), "");
  const std::vector<std::string> losses{"binary_cross_entropy", "mean_squared_error"};
  EXPECT_EQ(likely_name("mse", losses), "mean_squared_error");
  EXPECT_EQ(likely_name("BCE", losses), "binary_cross_entropy");
  EXPECT_EQ(likely_name("l1", losses), "");
  EXPECT_EQ(likely_name("val", {"val_loss", "val_accuracy"}), "") << "it may be either";
  EXPECT_EQ(likely_name("k-means", {"kmeans", "graph"}), "kmeans");
}

}  // namespace
}  // namespace codegrid
