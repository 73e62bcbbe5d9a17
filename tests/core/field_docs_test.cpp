#include "core/field_docs.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

TEST(FieldDocs, TheSchemaOfARangeNamesItsEndsAndThoseOfWhatCanBeHeld) {
  std::int64_t epochs = 200;
  double rate = 0.5;
  const auto schema = schema_of({{"epochs", "how many", IntegerValue{&epochs, {1}}},
                                 {"rate", "how fast", NumberValue{&rate, {0, 1, false, true}}}});
  EXPECT_EQ(schema["properties"]["epochs"].dump(),
            R"({"type":"integer","minimum":1,"maximum":9223372036854775807,)"
            R"("description":"how many","default":200})");
  EXPECT_EQ(schema["properties"]["rate"].dump(),
            R"({"type":"number","exclusiveMinimum":0.0,"maximum":1.0,)"
            R"("description":"how fast","default":0.5})");
}

TEST(FieldDocs, TheSchemaOfOneNumberOrSeveralNamesAListAndARange) {
  std::optional<std::int64_t> automatic;
  Sweep several;
  const auto schema = schema_of(
      {{"k", "how many", SweptIntegerValue{AutoIntegerValue{&automatic, {1, 9}}, &several}}});
  EXPECT_EQ(schema["properties"]["k"].dump(),
            R"({"anyOf":[{"const":"auto"},{"type":"integer","minimum":1,"maximum":9},)"
            R"({"type":"array","items":{"type":"integer","minimum":1,"maximum":9},"minItems":1,)"
            R"("maxItems":100,"uniqueItems":true},{"type":"string",)"
            R"("pattern":"^[1-9][0-9]*-[1-9][0-9]*(:[1-9][0-9]*)?$",)"
            R"("not":{"pattern":"[^-:0-9]"}}],"description":"how many","default":"auto"})");
}

TEST(FieldDocs, TheSchemaOfARequiredFieldHasNoDefault) {
  std::string name = "x";
  const auto schema = schema_of({{"name", "a name", TextValue{&name}, true}});
  EXPECT_EQ(schema["required"].dump(), R"(["name"])");
  EXPECT_FALSE(schema["properties"]["name"].contains("default"));
}

TEST(FieldDocs, TheReferenceHasOneRowForEachKeyInTheTablesOrder) {
  bool keep = false;
  std::string name = "x";
  EXPECT_EQ(
      reference_of({{"name", "a name", TextValue{&name}, true},
                    {"out", "files", SectionValue{{{"keep", "or not", SwitchValue{&keep}}}}}}),
      "| key | default | allowed | meaning |\n|---|---|---|---|\n"
      "| `name` | required | a text | a name |\n"
      "| `out.keep` | `false` | true or false | or not |\n");
}

}  // namespace
}  // namespace codegrid
