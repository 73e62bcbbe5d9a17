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
  EXPECT_EQ(complaint(R"({"data": {"root": ".", "train_images": "x"}})"),
            R"(: data.train_images: is a key of "dataset": "idx", but the dataset is "mnist")");
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
  EXPECT_EQ(portable_job_json(load_job(kSource / "configs/mnist.json", {}))["data"].dump(),
            R"({"dataset":"mnist","validation":"test","holdout":0.1,"scale":"minmax"})");
}

}  // namespace
}  // namespace codegrid
