#include "job/training_listener.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "job/fixtures.hpp"

namespace codegrid {
namespace {

TEST(TrainingListener, AsksForACheckpointOnceTheMinutesAreOver) {
  const TemporaryFolder folder;
  Said said;
  EpochLog log(folder.path(), {}, 3, 40, said.progress());
  Checkpoints checkpoints(folder.path(), epoch_files(folder.path()));
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ(listen_in_run(log, checkpoints, never).on_batch(1, 10), BatchAction::kContinue);
  EXPECT_EQ(listen_in_run(log, checkpoints, 0).on_batch(1, 20), BatchAction::kCheckpoint);
}

TEST(TrainingListener, WritesEpochsAndCheckpoints) {
  const TemporaryFolder folder;
  Said said;
  EpochLog log(folder.path(), {}, 3, 40, said.progress());
  Checkpoints checkpoints(folder.path(), epoch_files(folder.path()));
  const TrainingListener listener = listen_in_run(log, checkpoints, 10);
  EXPECT_FALSE(listener.wants_stop());
  TrainingState state;
  state.epochs = {{1, 0.5, 0.25, 1, 40, true}};
  listener.on_epoch(state.epochs[0]);
  listener.on_checkpoint(state);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "epoch-0001.safetensors"));
  EXPECT_NE(slurp(epoch_files(folder.path()).lines).find("\"val_loss\":0.25"), std::string::npos);
}

}  // namespace
}  // namespace codegrid
