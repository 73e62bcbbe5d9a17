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

// The schema of a section of several kinds for the kind that `object` says it is.
nlohmann::json of_its_kind(const nlohmann::json& schema, const nlohmann::json& object) {
  if (schema.contains("anyOf")) return of_its_kind(schema["anyOf"][0], object);  // or null
  if (!schema.contains("oneOf")) return schema;
  for (const nlohmann::json& kind : schema["oneOf"]) {
    for (const auto& [key, property] : kind["properties"].items()) {
      if (property.contains("const") &&
          object.value(key, property.value("default", "")) == property["const"].get<std::string>())
        return kind;
    }
  }
  return {};
}

void expect_covered(const nlohmann::json& object, const nlohmann::json& schema,
                    const std::string& where) {
  const nlohmann::json properties =
      of_its_kind(schema, object).value("properties", nlohmann::json());
  for (const auto& [key, value] : object.items()) {
    ASSERT_TRUE(properties.contains(key)) << where << "." << key;
    if (value.is_object()) expect_covered(value, properties[key], where + "." + key);
    for (const nlohmann::json& item : value.is_array() ? value : nlohmann::json::array()) {
      if (item.is_object()) expect_covered(item, properties[key]["items"], where + "." + key);
    }
  }
}

TEST(Docs, SchemaCoversEveryKeyOfTheShippedConfigs) {
  const auto schema = nlohmann::json::parse(job_schema());
  for (const auto& entry : std::filesystem::directory_iterator(kRepository / "configs")) {
    if (entry.path().extension() != ".json") continue;
    expect_covered(nlohmann::json::parse(slurp(entry.path()), nullptr, true, true), schema,
                   entry.path().filename().string());
  }
}

}  // namespace
}  // namespace codegrid
