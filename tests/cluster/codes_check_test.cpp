#include "cluster/codes_check.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "core/error.hpp"

namespace codegrid {
namespace {

template <class Check>
std::string refusal(const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(CodesCheck, NamesTheMethodThatHasTooFewCodes) {
  EXPECT_NO_THROW(require_enough("graph", 4, 4));
  EXPECT_EQ(refusal([] { require_enough("graph", 3, 4); }),
            "graph: found k = 4 clusters for 3 codes; expected k of at most the number of codes. "
            "Lower clustering.k or give more images.");
  EXPECT_EQ(refusal([] { require_enough("k-means", 1, 10); }),
            "k-means: found k = 10 clusters for 1 code; expected k of at most the number of codes. "
            "Lower clustering.k or give more images.");
}

TEST(CodesCheck, RefusesAsManyNeighborsAsCodes) {
  EXPECT_NO_THROW(require_more_than_neighbors("graph", 16, 15));
  EXPECT_EQ(refusal([] { require_more_than_neighbors("graph", 15, 15); }),
            "graph: found 15 codes for 15 neighbors of each; expected more codes than neighbors. "
            "Lower clustering.neighbors or give more images.");
}

TEST(CodesCheck, CountsTheCodesThatAreNotFiniteAndNamesTheFirst) {
  at::Tensor codes = at::ones({5, 2});
  EXPECT_NO_THROW(require_finite("graph", codes));
  codes[3][0] = -std::numeric_limits<float>::infinity();
  codes[4] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal([&] { require_finite("graph", codes); }),
            "graph: found NaN or infinity in 2 of 5 codes, first in code 3; expected finite "
            "numbers. Look at the encoder's weights: training may have diverged.");
}

TEST(CodesCheck, CountsTheCodesThatDifferWhateverTheSignOfZero) {
  const at::Tensor codes = at::tensor({0.F, 1.F, -0.F, 1.F, 2.F, 1.F}).view({3, 2});
  EXPECT_NO_THROW(require_different("k-means", codes, 2));
  EXPECT_EQ(refusal([&] { require_different("k-means", codes, 3); }),
            "k-means: found only 2 different among 3 codes; expected at least k = 3. Lower "
            "clustering.k, or look at the encoder: it gives different images the same code (or, "
            "with clustering.normalize l2, the same direction).");
}

TEST(CodesCheck, RefusesCodesThatAreAllEqualButNotOneCode) {
  EXPECT_NO_THROW(require_unequal("k-means", at::ones({1, 2})));
  EXPECT_NO_THROW(require_unequal("k-means", at::arange(4).view({2, 2})));
  EXPECT_EQ(refusal([] {
              require_unequal("k-means", at::ones({3000, 2}));
            }),
            "k-means: found 3,000 codes that are all equal; expected different ones. Look at the "
            "encoder: it gives different images the same code (or, with clustering.normalize l2, "
            "the same direction).");
}

}  // namespace
}  // namespace codegrid
