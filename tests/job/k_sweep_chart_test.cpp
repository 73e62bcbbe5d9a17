#include "job/k_sweep_chart.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "job/swept_fixtures.hpp"

namespace codegrid {
namespace {

TEST(KSweepChart, IsDrawnForEveryScoreAndMarksWhatWasChosen) {
  std::string previous;
  for (const char* name : {"inertia", "mean_cosine", "modularity", "mean_log_likelihood"}) {
    KSweep sweep{{swept_k(5, 0.5), swept_k(7, 0.625), swept_k(10, 0.75)}, 1};
    for (SweptK& row : sweep.rows) row.score.name = name;
    const std::string png = draw_sweep(sweep);
    EXPECT_EQ(png.substr(0, 4), "\x89PNG");
    EXPECT_NE(png, previous) << name;
    previous = png;
    sweep.chosen = 2;
    EXPECT_NE(draw_sweep(sweep), png) << name;
  }
}

TEST(KSweepChart, DoesWithoutFiguresThatAreNotDefined) {
  SweptK row = swept_k(1, NAN);
  row.silhouette = row.neighbors_agree = NAN;
  row.score = {"inertia", 0};
  EXPECT_EQ(draw_sweep({{row}, 0}).substr(0, 4), "\x89PNG");
}

}  // namespace
}  // namespace codegrid
