#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/fields.hpp"

namespace codegrid {
namespace {

TEST(WriteFields, GivesEveryKindOfValueAsItsJson) {
  std::int64_t epochs = 3;
  double rate = 0.1;
  bool keep = true;
  std::string name = "mn\"ist";
  std::filesystem::path root = "data/mnist";
  std::vector<std::int64_t> hidden{500, 200};
  std::int64_t rows = 4;
  std::int64_t columns = 5;
  const Fields fields{{"epochs", "", IntegerValue{&epochs, {}}},
                      {"rate", "", NumberValue{&rate, {}}},
                      {"keep", "", SwitchValue{&keep}},
                      {"name", "", TextValue{&name}},
                      {"root", "", PathValue{&root}},
                      {"hidden", "", IntegerListValue{&hidden, {}, 9}},
                      {"page", "", IntegerTupleValue{{&rows, &columns}, {}}}};
  EXPECT_EQ(write_fields(fields).dump(),
            R"({"epochs":3,"rate":0.1,"keep":true,"name":"mn\"ist","root":"data/mnist",)"
            R"("hidden":[500,200],"page":[4,5]})");
}

TEST(WriteFields, WritesOneNumberOrSeveralAsTheyWereGiven) {
  std::int64_t one = 3;
  std::optional<std::int64_t> automatic;
  Sweep several;
  const Fields fields{
      {"k", "", SweptIntegerValue{IntegerValue{&one, {}}, &several}},
      {"groups", "", SweptIntegerValue{AutoIntegerValue{&automatic, {}}, &several}}};
  EXPECT_EQ(write_fields(fields).dump(), R"({"k":3,"groups":"auto"})");
  several = {{5, 2}, ""};
  EXPECT_EQ(write_fields(fields).dump(), R"({"k":[5,2],"groups":[5,2]})");
  several = {{2, 3}, "2-3"};
  EXPECT_EQ(write_fields(fields).dump(), R"({"k":"2-3","groups":"2-3"})");
}

TEST(WriteFields, WritesAChoiceByNameAndASectionAsAnObject) {
  enum class Paint { kRed, kGreen };
  Paint paint = Paint::kGreen;
  const Fields inner{
      {"color", "", choice(paint, {{"red", Paint::kRed}, {"green", Paint::kGreen}})}};
  EXPECT_EQ(write_fields({{"paint", "", SectionValue{inner}}}).dump(),
            R"({"paint":{"color":"green"}})");
}

TEST(WriteFields, OfNoFieldsIsAnEmptyObject) { EXPECT_EQ(write_fields({}).dump(), "{}"); }

}  // namespace
}  // namespace codegrid
