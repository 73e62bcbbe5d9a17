#include "job/resume_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/run_files.hpp"
#include "job/environment.hpp"
#include "job/fixtures.hpp"
#include "job/training_job.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

TEST(ResumeTraining, GivesTheSameBytesAsATrainingThatNeverStopped) {
  TinyJob tiny;
  Said said;
  const fs::path resumed = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const TrainingReport longer = resume_training(resumed, {"training.epochs=4"}, said.progress());
  EXPECT_EQ(longer.summary.epochs, 4);
  tiny.job.training.epochs = 4;
  const fs::path whole = run_training(tiny.job, tiny.runs(), said.progress()).run;
  for (const char* name : {run_files::kEncoder, run_files::kLossChart, run_files::kConfig})
    EXPECT_EQ(slurp(resumed / name), slurp(whole / name)) << name;
}

TEST(ResumeTraining, RecordsTheProcessThatWentOn) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  resume_training(run, {"training.epochs=3"}, said.progress());
  resume_training(run, {"training.epochs=4"}, said.progress());
  const Environment environment = read_environment(run);
  ASSERT_EQ(environment.resumed.size(), 2U);
  EXPECT_EQ(environment.resumed[0].epoch, 2);
  EXPECT_EQ(environment.resumed[1].epoch, 3);
  EXPECT_THAT(said.words(), testing::HasSubstr("\ngoing on after 3 epochs\n"));
}

TEST(ResumeTraining, RefusesAFinishedRunAndLeavesItWhole) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const std::string before = slurp(run / run_files::kSummary);
  const Error error = error_of([&] { resume_training(run, {}, said.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_EQ(error.what(), run.string() +
                              ": finished after 2 epochs; nothing to go on with. To train longer: "
                              "--set training.epochs=N with a larger N");
  EXPECT_EQ(slurp(run / run_files::kSummary), before);
}

TEST(ResumeTraining, RefusesFewerEpochsThanTheRunHasBegun) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  fs::remove(run / run_files::kSummary);
  EXPECT_EQ(error_of([&] { resume_training(run, {"training.epochs=1"}, said.progress()); }).what(),
            run.string() +
                ": is in epoch 2 already; to go on, training.epochs must be 2 or more, found 1");
}

}  // namespace
}  // namespace codegrid
