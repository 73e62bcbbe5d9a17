#include "job/k_sweep_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "job/swept_fixtures.hpp"

namespace codegrid {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(KSweepWords, AreATableAndWhichNumberWasChosen) {
  EXPECT_EQ(sweep_words({{swept_k(5, 0.5), swept_k(1000, 0.75)}, 1}),
            "k      inertia  silhouette  neighbors agree  neighbor modularity\n"
            "----------------------------------------------------------------\n"
            "5           20      0.2500           0.8750               0.5000\n"
            "1,000      0.1      0.2500           0.8750               0.7500\n"
            "k = 1,000 is chosen: its neighbor modularity is the greatest.");
}

TEST(KSweepWords, SayThatLabelsChoseNothing) {
  SweptK row = swept_k(5, 0.5);
  row.score.name = "mean_log_likelihood";
  row.bic = 7.25;
  row.silhouette = NAN;
  row.agreement = {.accuracy = 0.5, .majority_accuracy = 0, .nmi = 0.25, .ari = 0, .purity = 0};
  const std::string words = sweep_words({{row}, 0});
  EXPECT_THAT(words, StartsWith("k  mean log likelihood   BIC  silhouette  "));
  EXPECT_THAT(words, HasSubstr("  accuracy     NMI\n"));
  EXPECT_THAT(words, EndsWith("Accuracy and NMI, by labels, chose nothing."));
}

TEST(KSweepWords, SayWhereNothingCouldChoose) {
  EXPECT_THAT(sweep_words({{swept_k(5, NAN), swept_k(6, NAN)}, 0}),
              EndsWith("\nk = 5 is the least: no code has neighbors that would choose one."));
}

}  // namespace
}  // namespace codegrid
