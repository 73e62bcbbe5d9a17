#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"

namespace codegrid {
namespace {

// What it takes and refuses is compared with the program value by value in tests/schema/.
class JobSchema : public testing::Test {
 protected:
  nlohmann::json schema = nlohmann::json::parse(job_schema());
  nlohmann::json properties = schema["properties"];
};

TEST_F(JobSchema, IsADraft7SchemaOfOneObject) {
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], nlohmann::json({"data"}));
}

TEST_F(JobSchema, BoundsTheName) {
  EXPECT_EQ(properties["name"]["maxLength"], 200);
  EXPECT_FALSE(properties["name"].contains("default")) << "it is the file's own";
}

TEST_F(JobSchema, NeedsTheImagesOfAnIdxDataSet) {
  const nlohmann::json& idx = properties["data"]["oneOf"][1];
  EXPECT_EQ(idx["title"], "idx");
  EXPECT_THAT(idx["required"].get<std::vector<std::string>>(),
              testing::UnorderedElementsAre("dataset", "root", "train_images"));
}

TEST_F(JobSchema, NamesBothEndsOfTheSeed) {
  EXPECT_EQ(properties["seed"]["minimum"], 0);
  EXPECT_EQ(properties["seed"]["maximum"], INT64_MAX);
}

}  // namespace
}  // namespace codegrid
