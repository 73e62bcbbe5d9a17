#include "job/staged_training.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "job/fixtures.hpp"

namespace codegrid {
namespace {

// A job of two encoders, of 2 epochs each.
class StagedTraining : public testing::Test {
 protected:
  StagedTraining() { tiny_.list_two_encoders(); }
  StagedReport train() { return run_staged_training(tiny_.job, tiny_.runs(), said_.progress()); }

  TinyJob tiny_;
  Said said_;
};

TEST_F(StagedTraining, TrainsEachEncoderAndSumsUp) {
  const StagedReport report = train();
  EXPECT_EQ(report.run, tiny_.runs() / "tiny/0001");
  ASSERT_EQ(report.encoders.size(), 2U);
  EXPECT_EQ(report.encoders[1].name, "b");
  EXPECT_DOUBLE_EQ(report.seconds, report.encoders[0].seconds + report.encoders[1].seconds);
  EXPECT_FALSE(report.refinement.has_value());
  const auto summary = nlohmann::json::parse(slurp(report.run / "summary.json"));
  EXPECT_EQ(summary["encoders"][0]["name"], "a");
  EXPECT_EQ(summary["encoders"][0]["epochs"], 2);
  EXPECT_NE(summary["encoders"][0]["encoder_sha256"], summary["encoders"][1]["encoder_sha256"]);
}

TEST_F(StagedTraining, LeavesNothingWhereOneEncoderCannotBeTrained) {
  tiny_.job.encoders[1].model.hidden = {std::int64_t{1} << 20, std::int64_t{1} << 20};
  EXPECT_THAT(std::string(error_of([&] { train(); }).what()),
              testing::HasSubstr("out of memory: this training takes more than is left of "));
  EXPECT_FALSE(std::filesystem::exists(tiny_.runs()));
}

TEST_F(StagedTraining, GoesOnWithWhatIsNotDone) {
  const std::filesystem::path run = train().run;
  EXPECT_FALSE(resume_staged_training(run, {}, said_.progress()).has_value());
  const std::string before = slurp(run / "encoders/b/encoder.pt");
  std::filesystem::remove_all(run / "encoders/b");
  const auto report = resume_staged_training(run, {}, said_.progress());
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(slurp(run / "encoders/b/encoder.pt") == before);
}

}  // namespace
}  // namespace codegrid
