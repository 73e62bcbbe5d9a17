#include "job/newest_checkpoint.hpp"

#include <gmock/gmock.h>

#include "config/run_files.hpp"
#include "job/epoch_log.hpp"
#include "job/fixtures.hpp"
#include "job/training_job.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

TEST(NewestCheckpoint, IsThereOnceAFileIsThatIsNotLaidAside) {
  const TemporaryFolder folder;
  EXPECT_FALSE(has_checkpoint(folder.path() / "none"));
  folder.write(".spare.tmp", "");
  EXPECT_FALSE(has_checkpoint(folder.path()));
  folder.write("epoch-0001.safetensors", "");
  EXPECT_TRUE(has_checkpoint(folder.path()));
}

TEST(NewestCheckpoint, IsTheOneBeforeADamagedOneWithAWarning) {
  const TinyJob tiny;
  Said said;
  const fs::path run = run_training(tiny.job, tiny.runs(), said.progress()).run;
  const fs::path folder = run / run_files::kCheckpoints;
  Checkpoints checkpoints(folder, epoch_files(run));
  EXPECT_EQ(newest_whole(checkpoints, said.progress()).state.epochs.size(), 2U);
  EXPECT_THAT(said.words(), testing::Not(testing::HasSubstr("warning")));

  const fs::path newest = folder / "epoch-0002.safetensors";
  fs::resize_file(newest, fs::file_size(newest) - 1);
  EXPECT_EQ(newest_whole(checkpoints, said.progress()).state.epochs.size(), 1U);
  EXPECT_THAT(said.words(), testing::HasSubstr("\nwarning: " + newest.string() +
                                               ": damaged (its SHA-256 is another); going on from "
                                               "epoch-0001\n"));
}

}  // namespace
}  // namespace codegrid
