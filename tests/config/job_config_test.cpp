#include "config/job_config.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

const fs::path kSource = CODEGRID_SOURCE_DIR;

TEST(JobConfig, MnistIsTheDefaultSpelledOut) {
  const TemporaryFolder folder;
  const fs::path least = folder.write(
      "mnist.json", R"({"data": {"root": ")" + (kSource / "data/mnist").string() + "\"}}");
  EXPECT_EQ(job_json(load_job(kSource / "configs/mnist.json", {})),
            job_json(load_job(least, {"data.validation=test"})));  // as auto is, too
}

TEST(JobConfig, EveryShippedConfigLoads) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(kSource / "configs")) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_NO_THROW(load_job(entry.path(), {})) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 4);
}

TEST(JobConfig, AssignmentsComeLastAndInOrder) {
  const JobConfig job = load_job(kSource / "configs/mnist.json",
                                 {"seed=2", "seed=3", "training.loss=mean_squared_error"});
  EXPECT_EQ(job.seed, 3);
  EXPECT_EQ(job.training.loss, LossKind::kMeanSquaredError);
}

TEST(JobConfig, ChecksWhatNoSingleFieldCanSee) {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    const fs::path file = folder.write("j.json", text);
    const std::string what = error_of([&] { load_job(file, {}); }).what();
    return what.substr(file.string().size());
  };
  EXPECT_EQ(
      complaint(R"({"data": {"root": ".", "train_images": "x"}})"),
      ": data.train_images: is a key of \"dataset\": \"idx\" or \"npy\" or \"folder\" or \"list\", "
      "but the dataset is \"mnist\"");
  EXPECT_EQ(
      complaint(
          R"({"data": {"dataset": "idx", "root": ".", "train_images": "x", "test_labels": "y"}})"),
      ": data.test_labels: given without data.test_images");
}

TEST(JobConfig, PortableFormHoldsNoFolder) {
  JobConfig job = load_job(kSource / "configs/fashion-mnist.json", {});
  job.data.train_images = "/some/where/images.gz";
  const std::string text = portable_job_json(job).dump();
  EXPECT_EQ(text.find('/'), std::string::npos) << text;
  EXPECT_NE(text.find("images.gz"), std::string::npos);
  EXPECT_EQ(
      portable_job_json(load_job(kSource / "configs/mnist.json", {}))["data"].dump(),
      R"({"dataset":"mnist","use":"train","validation":"test","holdout":0.1,"scale":"minmax"})");
}

TEST(JobConfig, PathsLeadThroughLinksAsTheSystemSeesThem) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "far/sub");
  fs::create_directories(folder.path() / "near");
  fs::create_directory_symlink("../far/sub", folder.path() / "near/link");
  const fs::path file = folder.write("near/job.json", R"({"data": {"root": "link/../data"}})");
  folder.write("far/data/images", "");
  const JobConfig job = load_job(file, {});
  EXPECT_TRUE(fs::exists(job.data.root / "images")) << job.data.root;
  const JobConfig through = load_job(folder.path() / "near/link/../../near/job.json", {});
  EXPECT_TRUE(fs::equivalent(through.data.root, job.data.root)) << through.data.root;
  const std::string assigned = (folder.path() / "near/link/../data").string();
  EXPECT_EQ(job_json(load_job(file, {"data.root=" + assigned}))["data"]["root"], assigned);
}

TEST(JobConfig, RecordsThePathThatItReads) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "configs");
  const fs::path file = folder.write("configs/job.json", R"({"data": {"root": "../data/."}})");
  EXPECT_EQ(job_json(load_job(file, {}))["data"]["root"], (folder.path() / "data").string());
}

TEST(JobConfig, TheWayToTheSchemaIsAText) {
  EXPECT_EQ(std::string(error_of([] {
                          parse_job(R"({"$schema": 5, "data": {"root": "."}})", "/j.json", {});
                        }).what()),
            "/j.json: $schema: found number, expected a text");
}

TEST(JobConfig, ANewJobSaysNothingWithoutEffect) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("j.json", R"({"data": {"root": ".", "holdout": 0.2}})");
  EXPECT_NO_THROW(load_job(file, {}));  // that of a run that was begun
  EXPECT_EQ(
      std::string(error_of([&] { load_new_job(file, {"seed=-1"}); }).what()),
      "--set seed=-1: seed: found -1, expected a whole number from 0 to 9223372036854775807\n" +
          file.string() +
          " with --set: data.holdout: found 0.2, which has no effect, since no part of the "
          "training images is held out; leave it out, or set data.validation to \"holdout\"");
  EXPECT_EQ(load_new_job(file, {"data.validation=holdout"}).data.holdout, 0.2);
}

TEST(JobConfig, WhatOnlyTheFileAloneLacksIsNoProblemOfTheAssignedJob) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("j.json", R"({"data": {"dataset": "idx", "root": "."}})");
  const AssignedJob jobs = load_assigned_job(file, {"data.train_images=images"});
  EXPECT_EQ(jobs.written.data.train_images, "");
  EXPECT_EQ(jobs.job.data.train_images, "images");
  EXPECT_THROW(load_assigned_job(file, {}), Error);
}

}  // namespace
}  // namespace codegrid
