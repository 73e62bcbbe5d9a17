#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/parsed_text.hpp"
#include "config/version_0_1.hpp"

namespace codegrid {
namespace {

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

TEST(JobFields, AnotherDatasetForgetsTheFilesOfTheOldOne) {
  const JobConfig job =
      parse_text(idx_of_version_0_1(), {"data.dataset=mnist", "data.root=/data/mnist"});
  EXPECT_EQ(job.data.train_images, "");
  EXPECT_EQ(keys_of(job_json(job)["data"]),
            (std::vector<std::string>{"dataset", "root", "use", "validation", "holdout", "scale"}));
}

TEST(JobFields, TheResolvedJobHasTheKeysOfItsKindsOnly) {
  const auto written = job_json(parse_text(
      R"({"data": {"root": "."}, "model": {"kind": "convolutional"}, "training": {"optimizer":
          {"name": "sgd"}, "schedule": {"kind": "one_cycle"}}, "clustering": {"method": "graph"}})"));
  EXPECT_EQ(keys_of(written["model"]),
            (std::vector<std::string>{"kind", "code", "activation", "code_activation", "output",
                                      "channels", "kernel", "hidden", "downsampling", "batch_norm",
                                      "dropout"}));
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
        std::vector<std::string>{"clustering.method=spherical_kmeans", "clustering.n_init=3"},
        std::vector<std::string>{"clustering.method=gaussian_mixture",
                                 "clustering.covariance=diagonal",
                                 "clustering.regularization=0.01"},
        std::vector<std::string>{"model.code_activation=linear"},
        std::vector<std::string>{"training.objective.kind=contrastive",
                                 "training.objective.temperature=0.5",
                                 "augmentation.preset=handwriting"},
        std::vector<std::string>{"training.objective.kind=combined", "training.objective.weight=3",
                                 "augmentation.preset=objects", "training.loss=huber"},
        std::vector<std::string>{"training.objective.kind=variational", "training.objective.beta=4",
                                 "training.loss=mean_squared_error"},
        std::vector<std::string>{"model.kind=convolutional", "model.channels=[4]"},
        std::vector<std::string>{"augmentation.preset=objects", "augmentation.shear=0.3",
                                 "augmentation.outside=zeros", "training.reconstruct=clean"},
        std::vector<std::string>{"model.kind=convolutional", "model.hidden=[9,8]",
                                 "model.downsampling=pool_early"},
        std::vector<std::string>{"training.optimizer.name=adamw",
                                 "training.optimizer.betas=[0.5,0.6]"}}) {
    const auto written = job_json(parse_text(idx_of_version_0_1(), assignments));
    EXPECT_EQ(job_json(parse_text(written.dump())), written);
  }
}

}  // namespace
}  // namespace codegrid
