#include "job/k_sweep_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "job/swept_fixtures.hpp"

namespace codegrid {
namespace {

TEST(KSweepRecord, IsARowForEachNumberAndWhichWasChosen) {
  const KSweep sweep{{swept_k(5, 0.5), swept_k(10, 0.75)}, 1};
  EXPECT_EQ(
      sweep_json(sweep).dump(),
      R"({"chosen_by":"neighbor_modularity","chosen":10,"rows":[)"
      R"({"k":5,"inertia":20.0,"silhouette":0.25,"neighbors_agree":0.875,)"
      R"("agree_by_chance":0.25,"groups_agree":0.75,"neighbor_modularity":0.5,"converged":true,"seconds":1.5},)"
      R"({"k":10,"inertia":10.0,"silhouette":0.25,"neighbors_agree":0.875,)"
      R"("agree_by_chance":0.25,"groups_agree":0.75,"neighbor_modularity":0.75,"converged":true,"seconds":1.5}]})");
  EXPECT_EQ(sweep_csv(sweep),
            "k,chosen,inertia,silhouette,neighbors_agree,agree_by_chance,groups_agree,neighbor_"
            "modularity,"
            "converged,seconds\n"
            "5,0,20,0.25,0.875,0.25,0.75,0.5,1,1.5\n"
            "10,1,10,0.25,0.875,0.25,0.75,0.75,1,1.5\n");
}

TEST(KSweepRecord, HasBicAndAgreementWhereThereAreSome) {
  SweptK row = swept_k(5, NAN);
  row.silhouette = NAN;
  row.score = {"mean_log_likelihood", -2.5};
  row.bic = 7.25;
  row.agreement = {.accuracy = 0.5, .majority_accuracy = 0, .nmi = 0.25, .ari = 0, .purity = 0};
  const auto object = nlohmann::json::parse(sweep_json({{row}, 0}).dump());
  EXPECT_TRUE(object["rows"][0]["silhouette"].is_null());
  EXPECT_EQ(object["rows"][0]["bic"], 7.25);
  EXPECT_EQ(object["rows"][0]["nmi"], 0.25);
  EXPECT_EQ(
      sweep_csv({{row}, 0}),
      "k,chosen,mean_log_likelihood,bic,silhouette,neighbors_agree,agree_by_chance,groups_agree,"
      "neighbor_modularity,converged,seconds,accuracy,nmi\n"
      "5,1,-2.5,7.25,,0.875,0.25,0.75,,1,1.5,0.5,0.25\n");
}

}  // namespace
}  // namespace codegrid
