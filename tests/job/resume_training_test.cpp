#include "job/resume_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/run_files.hpp"
#include "data/sources/pictures.hpp"
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
  const auto longer = resume_training(resumed, {"training.epochs=4"}, said.progress());
  ASSERT_TRUE(longer);
  EXPECT_EQ(longer->summary.epochs, 4);
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

std::string finished_after(const fs::path& run, const std::string& epochs) {
  return run.string() + ": finished after " + epochs + "; nothing to go on with. ";
}

TEST(ResumeTraining, OfAFinishedRunSaysSoAndLeavesItAsItIs) {
  const TinyJob tiny;
  Said before;
  const fs::path run = run_training(tiny.job, tiny.runs(), before.progress()).run;
  const auto written = fs::last_write_time(run / run_files::kConfig);
  fs::remove_all(run / run_files::kCheckpoints);  // what only takes space now
  fs::remove(tiny.folder.path() / "images");
  for (const std::vector<std::string>& assignments :
       {std::vector<std::string>{}, {"training.epochs=1"}, {"threads=2"}}) {
    Said said;
    EXPECT_FALSE(resume_training(run, assignments, said.progress()));
    EXPECT_EQ(said.words(), finished_after(run, "2 epochs") +
                                "To train longer: --set training.epochs=N with a larger N\n");
  }
  EXPECT_EQ(fs::last_write_time(run / run_files::kConfig), written);
  EXPECT_TRUE(fs::exists(run / run_files::kSummary));
}

TEST(ResumeTraining, OfAFinishedRunWithoutItsEncoderWritesItAgain) {
  TinyJob tiny;
  Said said;
  for (const bool stops_early : {false, true}) {
    tiny.job.training.early_stopping.restore_best = stops_early;
    if (stops_early) {
      tiny.job.training.epochs = 9;
      tiny.job.training.early_stopping.patience = 1;
      tiny.job.training.early_stopping.min_delta = 9;
    }
    const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
    const std::string encoder = slurp(run / run_files::kEncoder);
    const std::string rows = slurp(run / run_files::kMetricsLines);
    fs::create_directory(run / run_files::kClusters);
    fs::remove(run / run_files::kEncoder);
    Said again;
    EXPECT_TRUE(resume_training(run, {}, again.progress()));
    EXPECT_EQ(again.words().substr(0, again.words().find('\n')),
              "note: " + (run / run_files::kEncoder).string() +
                  ": is missing, though the training was finished; it is written again from the "
                  "last checkpoint");
    EXPECT_THAT(again.words(), testing::Not(testing::HasSubstr("cluster again")));
    EXPECT_EQ(slurp(run / run_files::kEncoder), encoder);
    EXPECT_EQ(slurp(run / run_files::kMetricsLines), rows);
    EXPECT_TRUE(fs::exists(run / run_files::kSummary));
  }
}

TEST(ResumeTraining, OfAFinishedRunRefusesAnotherFileInThePlaceOfItsEncoder) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const fs::path encoder = run / run_files::kEncoder;
  tiny.folder.write(encoder.lexically_relative(tiny.folder.path()), "half");
  const Error error = error_of([&] { resume_training(run, {}, said.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(), encoder.string() +
                              ": not the file that the training wrote (its SHA-256 is not the one "
                              "in summary.json); bring that one back, or remove this one and "
                              "resume again, to have it written again");
  EXPECT_EQ(slurp(encoder), "half");
}

// A folder of eight pictures, one of which is none.
class ResumedFolder : public testing::Test {
 protected:
  ResumedFolder() {
    for (int i = 0; i < 8; ++i) {
      tiny_.folder.write("pictures/" + std::to_string(i),
                         i == 5 ? "no picture" : grey_picture(3, 4, 20 * i));
    }
    tiny_.job.data = {.dataset = Dataset::kFolder, .root = tiny_.folder.path() / "pictures"};
    tiny_.job.data.image = {.height = 3, .width = 4, .channels = 1};
    tiny_.job.data.on_bad_image = OnBadImage::kSkip;
    tiny_.job.data.cache = tiny_.folder.path() / "cache";
    run_ = run_training(tiny_.job, tiny_.runs(), said_.progress()).run;
  }
  std::optional<TrainingReport> resume(std::vector<std::string> more = {}) {
    more.emplace_back("training.epochs=3");
    return resume_training(run_, more, said_.progress());
  }
  std::string refusal() {
    const Error error = error_of([&] { resume(); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_TRUE(fs::exists(run_ / run_files::kSummary));
    return error.what();
  }

  TinyJob tiny_;
  Said said_;
  fs::path run_;
  const std::string advice_ =
      "; a run goes on with the pictures that it began with: bring those back, or start a new run";
};

TEST_F(ResumedFolder, GoesOnWithTheSamePicturesWhereverTheyLie) {
  const std::string skipped = slurp(run_ / common_files::kSkipped);
  EXPECT_TRUE(resume());
  const fs::path moved = tiny_.folder.path() / "moved";
  fs::rename(tiny_.folder.path() / "pictures", moved);
  EXPECT_TRUE(resume_training(run_, {"training.epochs=4", "data.root=" + moved.string()},
                              said_.progress()));
  const fs::path cache = tiny_.folder.path() / "another cache";
  EXPECT_TRUE(resume_training(run_, {"training.epochs=5", "data.cache=" + cache.string()},
                              said_.progress()));
  EXPECT_FALSE(fs::is_empty(cache));
  EXPECT_EQ(slurp(run_ / common_files::kSkipped), skipped);
}

TEST_F(ResumedFolder, WhatChangedMeanwhileIsNamed) {
  const std::string root = (tiny_.folder.path() / "pictures").string();
  tiny_.folder.write("pictures/8", grey_picture(3, 4, 7));
  EXPECT_EQ(refusal(), root + ": 1 picture added since the training, the first: 8" + advice_);
  fs::remove(fs::path(root) / "8");
  fs::remove(fs::path(root) / "2");
  EXPECT_EQ(refusal(), root + ": 1 picture removed since the training, the first: 2" + advice_);
}

TEST_F(ResumedFolder, OtherPicturesLeftOutAreNamed) {
  const std::string root = (tiny_.folder.path() / "pictures").string();
  fs::remove(run_ / common_files::kSkipped);
  EXPECT_EQ(refusal(), root +
                           ": \"5\", which the training began with, is left out now: it is a text "
                           "file; expected JPEG, PNG, WebP, BMP, PNM or TIFF" +
                           advice_);
  tiny_.folder.write((run_ / common_files::kSkipped).lexically_relative(tiny_.folder.path()),
                     "path,reason\n4,cannot be read: Permission denied\n5,is no picture\n");
  EXPECT_EQ(
      refusal(),
      root + ": \"4\", which was left out when the training began, can be used now" + advice_);
}

TEST(ResumeTraining, DoesNotAdviseMoreEpochsWhereTheScheduleIsLaidOutOverAll) {
  TinyJob tiny;
  tiny.job.training.schedule.kind = ScheduleKind::kCosine;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  EXPECT_FALSE(resume_training(run, {}, said.progress()));
  EXPECT_THAT(said.words(),
              testing::EndsWith(finished_after(run, "2 epochs") +
                                "Its training.schedule is laid out over all epochs; to train "
                                "longer, start a new run with a larger training.epochs\n"));
}

TEST(ResumeTraining, OfARunThatEarlyStoppingEndedRefusesMoreEpochsOnly) {
  TinyJob tiny;
  tiny.job.training.epochs = 9;
  tiny.job.training.early_stopping.patience = 1;
  tiny.job.training.early_stopping.min_delta = 9;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const std::string message =
      finished_after(run, "2 epochs") +
      "Early stopping ended it; to train longer, start a new run with a larger "
      "training.early_stopping.patience, or with its monitor \"none\"";
  EXPECT_FALSE(resume_training(run, {}, said.progress()));
  EXPECT_FALSE(resume_training(run, {"training.epochs=9"}, said.progress()));
  EXPECT_THAT(said.words(), testing::EndsWith(message + "\n" + message + "\n"));
  const Error error =
      error_of([&] { resume_training(run, {"training.epochs=20"}, said.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_EQ(error.what(), message);
}

TEST(ResumeTraining, MayMakeCheckpointsAtAnotherInterval) {
  TinyJob tiny;
  tiny.job.training.checkpoint_epochs = 3;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  fs::remove(run / run_files::kSummary);
  EXPECT_TRUE(
      resume_training(run, {"training.epochs=4", "training.checkpoint_epochs=2"}, said.progress()));
}

TEST(ResumeTraining, RefusesARunWhoseRowsWereAlteredAndLeavesItAsItIs) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const fs::path rows = run / run_files::kMetricsLines;
  std::string text = slurp(rows);
  text.replace(text.find("0."), 2, "1.");
  tiny.folder.write(rows.lexically_relative(tiny.folder.path()), text);
  const Error error =
      error_of([&] { resume_training(run, {"training.epochs=4"}, said.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_THAT(error.what(),
              testing::StartsWith(rows.string() + ": line 1: found a row that training did not "));
  EXPECT_EQ(slurp(rows), text);
  EXPECT_TRUE(fs::exists(run / run_files::kSummary));
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
