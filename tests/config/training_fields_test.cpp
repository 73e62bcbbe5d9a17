#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/parsed_text.hpp"
#include "config/version_0_1.hpp"

namespace codegrid {
namespace {

TEST(TrainingFields, ARunOfVersion01Reconstructs) {
  const JobConfig old = parse_text(mnist_of_version_0_1());
  EXPECT_EQ(old.training.objective.kind, ObjectiveKind::kReconstruction);
  EXPECT_EQ(job_json(old)["training"]["objective"],
            (nlohmann::ordered_json{{"kind", "reconstruction"}}));
}

TEST(TrainingFields, AnObjectiveHasTheKeysOfItsKindOnly) {
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
TEST(TrainingFields, TheCodesOfAVariationalObjectiveAreLinear) {
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

}  // namespace
}  // namespace codegrid
