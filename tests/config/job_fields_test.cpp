#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/version_0_1.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

JobConfig parse_text(const std::string& text, const std::vector<std::string>& assignments = {}) {
  return parse_job(text, "/runs/config.json", assignments);
}

// What is said against `assignments` on a run of version 0.1.
std::string complaint_of_0_1(const std::vector<std::string>& assignments) {
  return error_of([&] { parse_text(mnist_of_version_0_1(), assignments); }).what();
}

std::vector<std::string> keys_of(const nlohmann::ordered_json& section) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : section.items()) keys.push_back(key);
  return keys;
}

TEST(JobFields, ConfigsOfVersion01Load) {
  const JobConfig mnist = parse_text(mnist_of_version_0_1());
  EXPECT_EQ(mnist.model.kind, ModelKind::kDense);
  EXPECT_EQ(mnist.clustering.method, ClusteringMethod::kKMeans);
  EXPECT_EQ(mnist.clustering.kmeans.k, 7);
  EXPECT_EQ(mnist.data.validation, Validation::kAuto);
  const JobConfig idx = parse_text(idx_of_version_0_1());
  EXPECT_EQ(idx.data.dataset, Dataset::kIdx);
  EXPECT_EQ(idx.data.test_images, "t10k-images-idx3-ubyte.gz");
}

TEST(JobFields, ARunOfVersion01GroupedByItsGraphFindsItsOwnNumberOfClusters) {
  const JobConfig job = parse_text(mnist_of_version_0_1(), {"clustering.method=graph"});
  EXPECT_EQ(job.clustering.graph.k, std::nullopt);
  EXPECT_EQ(job.clustering.normalize(), Normalize::kL2);
  EXPECT_EQ(job_json(job)["clustering"]["k"], "auto");
}

TEST(JobFields, TheNumberOfClustersOfAGraphMayBeAssignedBeforeOrAfterTheMethod) {
  for (const std::vector<std::string>& assignments :
       {std::vector<std::string>{"clustering.method=graph", "clustering.k=10"},
        std::vector<std::string>{"clustering.k=10", "clustering.method=graph"}}) {
    EXPECT_EQ(parse_text(mnist_of_version_0_1(), assignments).clustering.graph.k, 10);
  }
}

TEST(JobFields, SpectralClustersAreAThousandAtMost) {
  const JobConfig job = parse_text(mnist_of_version_0_1(), {"clustering.method=spectral"});
  EXPECT_EQ(job.clustering.spectral.k, 10);
  EXPECT_EQ(job.clustering.normalize(), Normalize::kL2);
  EXPECT_EQ(job.clustering.neighbors(), 15);
  EXPECT_EQ(
      keys_of(job_json(job)["clustering"]),
      (std::vector<std::string>{"method", "k", "normalize", "neighbors", "search", "n_init"}));
  EXPECT_EQ(complaint_of_0_1({"clustering.method=spectral", "clustering.k=1001"}),
            "--set clustering.k=1001: clustering.k: found 1001, expected a whole number from 1 to "
            "1000");
}

TEST(JobFields, AKeyOfAnotherMethodIsRefusedByName) {
  EXPECT_EQ(complaint_of_0_1({"clustering.method=graph", "clustering.n_init=3"}),
            "--set clustering.n_init=3: clustering.n_init: is a key of \"method\": \"kmeans\" or "
            "\"spectral\", but the method is \"graph\"");
  EXPECT_EQ(complaint_of_0_1({"clustering.k=auto"}),
            "--set clustering.k=auto: clustering.k: found \"auto\", expected a whole number from 1 "
            "to 2147483648");
}

TEST(JobFields, AnotherDatasetForgetsTheFilesOfTheOldOne) {
  const JobConfig job =
      parse_text(idx_of_version_0_1(), {"data.dataset=mnist", "data.root=/data/mnist"});
  EXPECT_EQ(job.data.train_images, "");
  EXPECT_EQ(keys_of(job_json(job)["data"]),
            (std::vector<std::string>{"dataset", "root", "validation", "holdout", "scale"}));
}

TEST(JobFields, TheResolvedJobHasTheKeysOfItsKindsOnly) {
  const auto written = job_json(parse_text(
      R"({"data": {"root": "."}, "model": {"kind": "convolutional"}, "training": {"optimizer":
          {"name": "sgd"}, "schedule": {"kind": "one_cycle"}}, "clustering": {"method": "graph"}})"));
  EXPECT_EQ(keys_of(written["model"]),
            (std::vector<std::string>{"kind", "code", "activation", "output", "channels", "kernel",
                                      "downsampling", "batch_norm", "dropout"}));
  EXPECT_EQ(keys_of(written["training"]["optimizer"]),
            (std::vector<std::string>{"name", "learning_rate", "momentum", "weight_decay"}));
  EXPECT_EQ(keys_of(written["training"]["schedule"]), (std::vector<std::string>{"kind", "rise"}));
  EXPECT_EQ(keys_of(written["clustering"]),
            (std::vector<std::string>{"method", "k", "normalize", "neighbors", "search", "weights",
                                      "resolution"}));
}

TEST(JobFields, WhatIsWrittenReadsBackTheSame) {
  for (const std::vector<std::string>& assignments :
       {std::vector<std::string>{},
        std::vector<std::string>{"clustering.method=graph", "clustering.k=3"},
        std::vector<std::string>{"model.kind=convolutional", "model.channels=[4]"},
        std::vector<std::string>{"training.optimizer.name=adamw",
                                 "training.optimizer.betas=[0.5,0.6]"}}) {
    const auto written = job_json(parse_text(idx_of_version_0_1(), assignments));
    EXPECT_EQ(job_json(parse_text(written.dump())), written);
  }
}

TEST(JobFields, LevelsAndKernelsOfAConvolutionalModelAreBounded) {
  const std::string model = "model.kind=convolutional";
  EXPECT_EQ(complaint_of_0_1({model, "model.channels=[]"}),
            "--set model.channels=[]: model.channels: found [], expected a list of 1 to 16 whole "
            "numbers from 1 to 4096");
  EXPECT_EQ(complaint_of_0_1({model, "model.kernel=4"}),
            "--set model.kernel=4: model.kernel: found 4, expected an odd whole number from 1 to "
            "31");
  EXPECT_EQ(complaint_of_0_1({model, "model.dropout=1"}),
            "--set model.dropout=1: model.dropout: found 1, expected a number, at least 0 and less "
            "than 1");
}

}  // namespace
}  // namespace codegrid
