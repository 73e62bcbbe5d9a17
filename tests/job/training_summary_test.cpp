#include "job/training_summary.hpp"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

// Three epochs, of which the second is the best.
TrainingResult three_epochs() {
  return {{{1, 0.9, 0.8, 2.0, 100, true},
           {2, 0.7, 0.5, 1.0, 200, true},
           {3, 0.6, 0.55, 1.0, 200, false}},
          StopReason::kEarlyStopping,
          2,
          {},
          {},
          3};
}

TEST(TrainingSummary, HasTheLastEpochAndTheBest) {
  const TrainingSummary summary = summarize(three_epochs(), {0.4}, 12.5);
  EXPECT_EQ(summary.epochs, 3);
  EXPECT_EQ(summary.train_loss, 0.6);
  EXPECT_EQ(summary.val_loss, 0.55);
  EXPECT_EQ(summary.best_epoch, 2);
  EXPECT_EQ(summary.best_val_loss, 0.5);
  EXPECT_EQ(summary.test_loss, 0.4);
  EXPECT_EQ(summary.seconds, 12.5);
  EXPECT_EQ(summary.images_per_second, 600.0 / 4) << "images over the epochs' seconds";
}

// What early stopping holds the best epoch is another matter.
TEST(TrainingSummary, ItsBestValidationLossIsTheLeastWhateverEarlyStoppingCounts) {
  TrainingResult result = three_epochs();
  result.best_epoch = 1;  // by a min_delta, or by the training loss
  result.ends_with = 1;
  const TrainingSummary summary = summarize(result, {0.4}, 12.5);
  EXPECT_EQ(summary.best_epoch, 2);
  EXPECT_EQ(summary.best_val_loss, 0.5);
  EXPECT_EQ(summary.encoder_epoch, 1);
}

TEST(TrainingSummary, HasTheKeysOfSummaryJsonInTheirOrder) {
  TrainingSummary summary = summarize(three_epochs(), {0.4}, 12.5);
  summary.encoder_sha256 = "ab";
  summary.constant_values = 7;
  EXPECT_EQ(summary_json(summary).dump(),
            R"({"epochs":3,"stopped_by":"early_stopping","train_loss":0.6,"val_loss":0.55,)"
            R"("best_val_loss":0.5,"best_epoch":2,"encoder_epoch":3,"test_loss":0.4,)"
            R"("constant_code_values":7,"seconds":12.5,)"
            R"("images_per_second":150.0,"encoder_sha256":"ab"})");
  summary.skipped = 3;
  EXPECT_EQ(summary_json(summary)["skipped"], 3);
}

TEST(TrainingSummary, HasThePartsOfATestLossThatHasThem) {
  const TrainingSummary summary = summarize(three_epochs(), {0.4, LossParts{0.3, 24.5}}, 12.5);
  EXPECT_EQ(summary_json(summary)["test_loss"], 0.4);
  EXPECT_EQ(summary_json(summary)["test_reconstruction"], 0.3);
  EXPECT_EQ(summary_json(summary)["test_kl"], 24.5);
}

TEST(TrainingSummary, IsNotMadeOfATrainingThatWasStopped) {
  TrainingSummary summary = summarize(three_epochs(), {0.4}, 12.5);
  summary.stopped_by = StopReason::kEpochs;
  EXPECT_EQ(summary_json(summary)["stopped_by"], "epochs");
  summary.stopped_by = StopReason::kRequest;
  EXPECT_THROW(summary_json(summary), c10::Error);
}

}  // namespace
}  // namespace codegrid
