#include "job/trust_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(TrustRecord, HasTheWholeAndEachClusterAndNullForWhatIsNotDefined) {
  Trust trust;
  trust.neighbors = 15;
  trust.looked_at = 30;
  trust.neighbors_agree = 0.75;
  trust.groups_agree = 0.875;
  trust.all_agree = 0.5;
  trust.groups = {{20, 0.75, 0.5, 1, 0.25, {0.125, 0.5}}, {}};
  const auto found = nlohmann::json::parse(trust_json(trust, std::nullopt).dump());
  EXPECT_EQ(found["belief"], "doubted");
  EXPECT_EQ(found["sentences"].size(), 1U);
  EXPECT_EQ(found["neighbors_agree"], 0.75);
  EXPECT_TRUE(found["above_chance"].is_null());
  EXPECT_FALSE(found.contains("refinement"));
  ASSERT_EQ(found["clusters"].size(), 2U);
  EXPECT_EQ(found["clusters"][0]["overlaps"], 1);
  EXPECT_EQ(found["clusters"][0]["edges_between_halves"], 0.125);
  EXPECT_TRUE(found["clusters"][1]["neighbors_agree"].is_null());
  EXPECT_TRUE(found["clusters"][1]["overlaps"].is_null());
}

class RefinedRoundOfARun : public testing::Test {
 protected:
  void write(const std::string& text) {
    std::filesystem::create_directories(run_.path() / "refinement");
    run_.write("refinement/refinement.json", text);
  }
  TemporaryFolder run_;
};

constexpr const char* kRounds =
    R"({"rounds": [{"student_equals_labels": 0.5, "graph_equals_before": 0.25,
        "neighbors_agree": 0.125}, {"student_equals_labels": 1, "graph_equals_before": 0.75,
        "neighbors_agree": 0.875}], "kept_round": 1, "encoder_sha256": "abc"})";

TEST_F(RefinedRoundOfARun, IsTheOneWhoseStudentIsTheEncoder) {
  write(kRounds);
  const std::optional<RefinedRound> round = refined_round(run_.path(), "abc");
  ASSERT_TRUE(round);
  EXPECT_EQ(round->round, 1);
  EXPECT_EQ(round->student_equals_labels, 0.5);
  EXPECT_EQ(trust_json({}, round)["refinement"]["graph_equals_before"], 0.25);
  EXPECT_EQ(trust_json({}, round)["refinement"]["all_agree"], 0.125);
}

TEST_F(RefinedRoundOfARun, IsNoneWithoutARefinementOrOfAnotherEncoder) {
  EXPECT_FALSE(refined_round("", "abc"));
  EXPECT_FALSE(refined_round(run_.path(), "abc"));
  write(kRounds);
  EXPECT_FALSE(refined_round(run_.path(), "abd"));
}

TEST_F(RefinedRoundOfARun, IsNoneWhereCodesWereMovedInNoRounds) {
  write(R"({"updates": 3, "converged": true, "encoder_sha256": "abc"})");
  EXPECT_FALSE(refined_round(run_.path(), "abc"));
}

TEST_F(RefinedRoundOfARun, RefusesARecordThatIsDamaged) {
  for (const char* text :
       {R"({"rounds": [], "kept_round": 1, "encoder_sha256": "abc"})",
        R"({"rounds": [{}], "kept_round": 0, "encoder_sha256": "abc"})",
        R"({"rounds": [{"student_equals_labels": "x"}], "kept_round": 1, "encoder_sha256": "abc"})",
        R"({"encoder_sha256": 5})", "[]"}) {
    write(text);
    const Error error = error_of([&] { refined_round(run_.path(), "abc"); });
    EXPECT_EQ(error.code(), ExitCode::kBadData) << text;
    EXPECT_THAT(error.what(), testing::HasSubstr("refinement.json: found no figures of the round "
                                                 "that was kept; expected what the refinement "
                                                 "wrote"))
        << text;
  }
}

}  // namespace
}  // namespace codegrid
