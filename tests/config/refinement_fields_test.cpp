#include "config/refinement_fields.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

std::vector<std::string> keys(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(RefinementFields, HaveTheMeasuredRecipeAsDefaults) {
  RefinementOptions options;
  const nlohmann::ordered_json json = write_value(refinement_section(options));
  EXPECT_EQ(keys(json),
            (std::vector<std::string>{"kind", "k", "rounds", "neighbors", "label_smoothing",
                                      "student", "augmentation", "training"}));
  EXPECT_EQ(json["rounds"], 4);
  EXPECT_EQ(json["label_smoothing"], 0.1);
  EXPECT_EQ(json["student"]["channels"], (std::vector<int>{32, 64, 64}));
  EXPECT_EQ(json["student"]["hidden"], (std::vector<int>{128}));
  EXPECT_EQ(json["student"]["downsampling"], "pool_early");
  EXPECT_EQ(json["student"]["batch_norm"], true);
  EXPECT_EQ(json["training"]["epochs"], 6);
  EXPECT_EQ(json["training"]["batch_size"], 512);
  EXPECT_EQ(json["training"]["precision"], "auto");
  EXPECT_EQ(json["training"]["optimizer"]["name"], "adamw");
  EXPECT_EQ(json["training"]["optimizer"]["learning_rate"], 3e-3);
  EXPECT_EQ(json["training"]["optimizer"]["weight_decay"], 1e-3);
  EXPECT_EQ(json["training"]["schedule"],
            nlohmann::ordered_json({{"kind", "one_cycle"}, {"rise", 0.2}}));
}

TEST(RefinementFields, OfCodesThatAreMovedHaveThePapersDefaults) {
  RefinementOptions options;
  options.kind = RefinementKind::kDec;
  const nlohmann::ordered_json dec = write_value(refinement_section(options));
  EXPECT_EQ(keys(dec), (std::vector<std::string>{"kind", "k", "update_interval", "updates",
                                                 "tolerance", "batch_size", "optimizer"}));
  EXPECT_EQ(dec["kind"], "dec");
  EXPECT_EQ(dec["update_interval"], 140);
  EXPECT_EQ(dec["tolerance"], 0.001);
  EXPECT_EQ(dec["batch_size"], 256);
  EXPECT_EQ(dec["optimizer"]["name"], "sgd");
  EXPECT_EQ(dec["optimizer"]["momentum"], 0.9);
  EXPECT_EQ(dec["optimizer"]["weight_decay"], 0);
  options.kind = RefinementKind::kIdec;
  const nlohmann::ordered_json idec = write_value(refinement_section(options));
  EXPECT_EQ(idec["gamma"], 0.1);
  EXPECT_EQ(idec["optimizer"]["name"], "adam");
  EXPECT_EQ(idec["optimizer"]["learning_rate"], 0.001);
}

TEST(RefinementFields, LackTheKeysThatAStudentHasNoUseFor) {
  RefinementOptions options;
  const nlohmann::ordered_json json = write_value(refinement_section(options));
  for (const char* key : {"code", "code_activation", "output"})
    EXPECT_FALSE(json["student"].contains(key)) << key;
  for (const char* key : {"objective", "loss", "reconstruct", "early_stopping"})
    EXPECT_FALSE(json["training"].contains(key)) << key;
}

// The refinement of a job with this one, after the assignments.
RefinementOptions refinement_of(const std::string& json,
                                const std::vector<std::string>& assignments = {}) {
  const std::string text =
      R"({"data": {"dataset": "mnist", "root": "r"}, "encoders": [{"name": "a"}], "refinement": )" +
      json + "}";
  return parse_job(text, "job.json", assignments).refinement.value();
}

TEST(RefinementFields, OfAKindHaveSectionsOfSeveralKinds) {
  const RefinementOptions students = refinement_of(
      R"({"student": {"kind": "dense", "hidden": [9]}, "training": {"optimizer": {"name": "sgd"}}})");
  EXPECT_EQ(students.student.kind, ModelKind::kDense);
  EXPECT_EQ(students.student.hidden, (std::vector<std::int64_t>{9}));
  EXPECT_EQ(students.training.optimizer.name, OptimizerKind::kSgd);
  const RefinementOptions moved = refinement_of(
      R"({"kind": "idec", "optimizer": {"name": "sgd", "momentum": 0.5}, "gamma": 2})");
  EXPECT_EQ(moved.idec.optimizer.name, OptimizerKind::kSgd);
  EXPECT_EQ(moved.idec.optimizer.momentum, 0.5);
  EXPECT_EQ(moved.idec.gamma, 2);
}

TEST(RefinementFields, TheNumberOfGroupsIsOne) {
  EXPECT_EQ(error_of([] { refinement_of("{}", {"refinement.k=5,10"}); }).what(),
            std::string("--set refinement.k=5,10: refinement.k: found \"5,10\", expected a whole "
                        "number from 2 to 1000"));
  EXPECT_EQ(error_of([] { refinement_of(R"({"k": [5, 10]})"); }).what(),
            std::string("job.json: refinement.k: found [5,10], expected a whole number from 2 to "
                        "1000"));
}

TEST(RefinementFields, AreFoundByOtherWordsAmongThoseOfTheKind) {
  const auto answer = [](const std::string& json) {
    return std::string(error_of([&] { refinement_of(json); }).what());
  };
  const auto meant = [](const char* word, const char* key) {
    return fmt::format("job.json: refinement.{}: unknown key; did you mean \"refinement.{}\"?",
                       word, key);
  };
  EXPECT_EQ(answer(R"({"kind": "dec", "epochs": 3})"), meant("epochs", "updates"));
  EXPECT_EQ(answer(R"({"epochs": 3})"), meant("epochs", "training.epochs"));
  EXPECT_EQ(answer(R"({"kind": "idec", "learning_rate": 1})"),
            meant("learning_rate", "optimizer.learning_rate"));
  EXPECT_EQ(answer(R"({"kind": "dec", "lr": 1})"), meant("lr", "optimizer.learning_rate"));
  EXPECT_EQ(answer(R"({"learning_rate": 1})"),
            meant("learning_rate", "training.optimizer.learning_rate"));
  EXPECT_EQ(answer(R"({"kind": "dec", "tol": 1})"), meant("tol", "tolerance"));
  EXPECT_EQ(answer(R"({"kind": "dec", "n_clusters": 5})"), meant("n_clusters", "k"));
  EXPECT_EQ(answer(R"({"n_clusters": 5})"), meant("n_clusters", "k"));
  EXPECT_EQ(answer(R"({"kind": "dec", "neighbors": 5})"),
            "job.json: refinement.neighbors: is a key of \"kind\": \"students\", but the kind is "
            "\"dec\"");
}

TEST(RefinementFields, OfAnotherKindBeginWithItsDefaults) {
  const std::string students = R"({"student": {"kind": "dense"}, "rounds": 5})";
  const RefinementOptions moved =
      refinement_of(students, {"refinement.kind=dec", "refinement.optimizer.name=adamw",
                               "refinement.optimizer.weight_decay=0.5"});
  EXPECT_EQ(moved.kind, RefinementKind::kDec);
  EXPECT_EQ(moved.dec.optimizer.name, OptimizerKind::kAdamW);
  EXPECT_EQ(moved.dec.optimizer.weight_decay, 0.5);
  EXPECT_EQ(moved.rounds, 4);
  EXPECT_EQ(moved.student.kind, ModelKind::kConvolutional);
  const RefinementOptions same = refinement_of(students, {"refinement.student.hidden=[7]"});
  EXPECT_EQ(same.student.kind, ModelKind::kDense);
  EXPECT_EQ(same.student.hidden, (std::vector<std::int64_t>{7}));
  EXPECT_EQ(same.rounds, 5);
}

}  // namespace
}  // namespace codegrid
