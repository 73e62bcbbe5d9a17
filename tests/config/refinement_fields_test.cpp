#include "config/refinement_fields.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace codegrid {
namespace {

std::vector<std::string> keys(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(RefinementFields, HaveTheMeasuredRecipeAsDefaults) {
  RefinementOptions options;
  const nlohmann::ordered_json json = write_fields(refinement_fields(options));
  EXPECT_EQ(keys(json), (std::vector<std::string>{"k", "rounds", "neighbors", "label_smoothing",
                                                  "student", "augmentation", "training"}));
  EXPECT_EQ(json["rounds"], 2);
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

TEST(RefinementFields, LackTheKeysThatAStudentHasNoUseFor) {
  RefinementOptions options;
  const nlohmann::ordered_json json = write_fields(refinement_fields(options));
  for (const char* key : {"code", "code_activation", "output"})
    EXPECT_FALSE(json["student"].contains(key)) << key;
  for (const char* key : {"objective", "loss", "reconstruct", "early_stopping"})
    EXPECT_FALSE(json["training"].contains(key)) << key;
}

}  // namespace
}  // namespace codegrid
