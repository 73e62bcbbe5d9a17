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

TEST(JobFields, TheCodeIsActivatedAsTheLayersBeforeItWhereNothingElseIsSaid) {
  const JobConfig old = parse_text(mnist_of_version_0_1());
  EXPECT_EQ(old.model.activation_of_code(), Activation::kRelu);
  EXPECT_EQ(job_json(old)["model"]["code_activation"], "same");
  const JobConfig tanh = parse_text(mnist_of_version_0_1(), {"model.activation=tanh"});
  EXPECT_EQ(tanh.model.activation_of_code(), Activation::kTanh);
  const JobConfig own = parse_text(mnist_of_version_0_1(), {"model.code_activation=linear"});
  EXPECT_EQ(own.model.activation, Activation::kRelu);
  EXPECT_EQ(own.model.activation_of_code(), Activation::kLinear);
}

TEST(JobFields, ARunOfVersion01Reconstructs) {
  const JobConfig old = parse_text(mnist_of_version_0_1());
  EXPECT_EQ(old.training.objective.kind, ObjectiveKind::kReconstruction);
  EXPECT_EQ(job_json(old)["training"]["objective"],
            (nlohmann::ordered_json{{"kind", "reconstruction"}}));
}

TEST(JobFields, AnObjectiveHasTheKeysOfItsKindOnly) {
  const std::vector<std::string> augmented{"augmentation.preset=handwriting"};
  const auto objective_of = [&](const char* kind) {
    std::vector<std::string> assignments = augmented;
    assignments.push_back(std::string("training.objective.kind=") + kind);
    return job_json(parse_text(mnist_of_version_0_1(), assignments))["training"]["objective"];
  };
  EXPECT_EQ(keys_of(objective_of("contrastive")),
            (std::vector<std::string>{"kind", "temperature"}));
  EXPECT_EQ(keys_of(objective_of("combined")),
            (std::vector<std::string>{"kind", "temperature", "weight"}));
  EXPECT_EQ(keys_of(objective_of("variational")), (std::vector<std::string>{"kind", "beta"}));
  EXPECT_EQ(objective_of("variational")["beta"], 1.0);
  EXPECT_EQ(complaint_of_0_1({"training.objective.beta=2"}),
            "--set training.objective.beta=2: training.objective.beta: is a key of \"kind\": "
            "\"variational\", but the kind is \"reconstruction\"");
  EXPECT_EQ(complaint_of_0_1({"training.objective.kind=variational", "training.objective.beta=0"}),
            "--set training.objective.beta=0: training.objective.beta: found 0, expected a number, "
            "greater than 0");
  EXPECT_EQ(complaint_of_0_1({"training.objective.temperature=0.1"}),
            "--set training.objective.temperature=0.1: training.objective.temperature: is a key of "
            "\"kind\": \"contrastive\" or \"combined\", but the kind is \"reconstruction\"");
  EXPECT_EQ(
      complaint_of_0_1({"training.objective.kind=contrastive", "augmentation.preset=handwriting",
                        "training.objective.temperature=0"}),
      "--set training.objective.temperature=0: training.objective.temperature: found 0, "
      "expected a number, at least 0.001 and at most 1000");
}

// What the code's layer really has stands in the config of the run.
TEST(JobFields, TheCodesOfAVariationalObjectiveAreLinear) {
  const auto activation_of = [](const std::vector<std::string>& assignments) {
    const std::string text = R"({"data": {"root": "."}, "model": {"activation": "tanh"}})";
    return job_json(parse_text(text, assignments))["model"]["code_activation"];
  };
  EXPECT_EQ(activation_of({}), "same");
  EXPECT_EQ(activation_of({"training.objective.kind=variational"}), "linear");
  EXPECT_EQ(activation_of({"training.objective.kind=variational", "model.code_activation=same"}),
            "linear");
  const JobConfig of_two = parse_text(
      R"({"data": {"root": "."}, "encoders": [{"name": "a"},
          {"name": "b", "training": {"objective": {"kind": "variational"}}}]})");
  EXPECT_EQ(of_two.encoders[0].model.code_activation, std::nullopt);
  EXPECT_EQ(of_two.encoders[1].model.code_activation, Activation::kLinear);
}

TEST(JobFields, AnotherKindOfModelForgetsTheHiddenLayersOfTheOldOne) {
  const std::string text = R"({"data": {"root": "."}, "model": {"hidden": [500, 300]}})";
  EXPECT_EQ(parse_text(text).model.hidden, (std::vector<std::int64_t>{500, 300}));
  EXPECT_TRUE(parse_text(text, {"model.kind=convolutional"}).model.hidden.empty());
  EXPECT_EQ(parse_text(text, {"model.kind=convolutional", "model.hidden=[9]"}).model.hidden,
            std::vector<std::int64_t>{9});
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
