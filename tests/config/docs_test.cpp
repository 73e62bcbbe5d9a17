#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

const std::filesystem::path kRepository = CODEGRID_SOURCE_DIR;

TEST(Docs, SchemaIsWhatTheFieldTablesSay) {
  EXPECT_EQ(slurp(kRepository / "configs/schema/job.schema.json"), job_schema())
      << "stale: run scripts/docs.sh";
}

TEST(Docs, ReadmeReferenceIsWhatTheFieldTablesSay) {
  const std::string readme = slurp(kRepository / "README.md");
  const std::string begin = "<!-- config reference: begin -->\n";
  const auto first = readme.find(begin) + begin.size();
  const auto last = readme.find("<!-- config reference: end -->");
  ASSERT_NE(last, std::string::npos);
  EXPECT_EQ(readme.substr(first, last - first), job_reference()) << "stale: run scripts/docs.sh";
}

TEST(Docs, SchemaCoversEveryKeyOfTheMnistConfig) {
  const auto schema = nlohmann::json::parse(job_schema());
  const auto config =
      nlohmann::json::parse(slurp(kRepository / "configs/mnist.json"), nullptr, true, true);
  for (const auto& [key, value] : config.items()) {
    ASSERT_TRUE(schema["properties"].contains(key)) << key;
    if (!value.is_object()) continue;
    for (const auto& [inner, unused] : value.items()) {
      EXPECT_TRUE(schema["properties"][key]["properties"].contains(inner)) << key << "." << inner;
    }
  }
}

}  // namespace
}  // namespace codegrid
