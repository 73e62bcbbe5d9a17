#include "config/run_folder.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(RunFolder, RunsAreNumberedAndLatestIsTheNewest) {
  const TemporaryFolder folder;
  const fs::path runs = folder.path() / "runs";
  EXPECT_EQ(make_run_folder(runs, "job"), runs / "job/0001");
  EXPECT_EQ(make_run_folder(runs, "job"), runs / "job/0002");
  EXPECT_EQ(make_run_folder(runs, "other"), runs / "other/0001");
  EXPECT_EQ(fs::read_symlink(runs / "job/latest"), "0002");
}

TEST(RunFolder, AGapInTheNumbersIsNoReasonToWriteIntoARun) {
  const TemporaryFolder folder;
  folder.write("job/0001/encoder.pt", "old");
  folder.write("job/0003/encoder.pt", "old");
  EXPECT_EQ(make_run_folder(folder.path(), "job"), folder.path() / "job/0002");
  EXPECT_EQ(make_run_folder(folder.path(), "job"), folder.path() / "job/0004");
}

TEST(RunFolder, OfAJobIsAskedForByItsNewestRun) {
  const TemporaryFolder folder;
  const auto said = [&] {
    return std::string(error_of([&] { require_run_folder(folder.path()); }).what());
  };
  const std::string no_run =
      folder.path().string() + ": not a run folder of codegrid-train: it has no config.json";
  EXPECT_EQ(said(), no_run);
  folder.write("0001/config.json", "{}");
  folder.write("0002/config.json", "{}");
  folder.write("0003/encoder.pt", "");
  EXPECT_EQ(said(), no_run + "; did you mean " + (folder.path() / "0002").string() + "?");
  fs::create_symlink("0001", folder.path() / "latest");
  EXPECT_EQ(said(), no_run + "; did you mean " + (folder.path() / "latest").string() + "?");
}

TEST(RunFolder, NextClustersFolderIsTheFirstFreeOne) {
  const TemporaryFolder folder;
  EXPECT_EQ(next_clusters_folder(folder.path()), folder.path() / "clusters");
  fs::create_directory(folder.path() / "clusters");
  fs::create_symlink("nowhere", folder.path() / "clusters-2");
  EXPECT_EQ(next_clusters_folder(folder.path()), folder.path() / "clusters-3");
}

TEST(RunFolder, FilesAreListedInOrderWithoutFoldersAndLinksToThem) {
  const TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a/c", "");
  fs::create_directory_symlink("a", folder.path() / "link");
  const std::vector<fs::path> expected{folder.path() / "a/c", folder.path() / "b"};
  EXPECT_EQ(files_below(folder.path()), expected);
}

TEST(RunFolder, NewestClustersFolderHasTheHighestNumberOfThoseThatAreWhole) {
  const TemporaryFolder folder;
  EXPECT_FALSE(newest_clusters_folder(folder.path()).has_value());
  for (const char* name : {"clusters", "clusters-2", "clusters-10", "clusters-99x", "others-100"})
    folder.write(fs::path(name) / "metrics.json", "{}");
  fs::create_directory(folder.path() / "clusters-11");
  EXPECT_EQ(newest_clusters_folder(folder.path()), folder.path() / "clusters-10");
  fs::remove_all(folder.path() / "clusters-10");
  fs::remove_all(folder.path() / "clusters-2");
  EXPECT_EQ(newest_clusters_folder(folder.path()), folder.path() / "clusters");
  EXPECT_FALSE(newest_clusters_folder(folder.path() / "missing").has_value());
}

TEST(RunFolder, OfSeveralEncodersIsClusteredByAllOfThemUnlessTheyAreRefined) {
  using Folders = std::vector<fs::path>;
  const TemporaryFolder run;
  run.write("config.json", R"({"data": {}})");
  EXPECT_EQ(encoder_runs(run.path()), Folders{run.path()});
  run.write("config.json", R"({"encoders": [{"name": "a"}, {"name": "b"}]})");
  EXPECT_EQ(encoder_runs(run.path()),
            (Folders{run.path() / "encoders/a", run.path() / "encoders/b"}));
  run.write("config.json", R"({"encoders": [{"name": "a"}], "refinement": {"k": 3}})");
  EXPECT_EQ(encoder_runs(run.path()), Folders{run.path()});
  run.write("config.json", "{");
  EXPECT_EQ(error_of([&] { encoder_runs(run.path()); }).code(), ExitCode::kUsage);
}

}  // namespace
}  // namespace codegrid
