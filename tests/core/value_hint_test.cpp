#include "core/value_hint.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

TEST(ValueHint, NamesTheChoiceThatWasMeant) {
  std::int64_t way = 0;
  Field field{"precision", "", choice(way, {{"float32", 0}, {"bfloat16", 1}})};
  field.other_values = {{"bf16", "bfloat16"}};
  EXPECT_EQ(value_hint("BF16", field), "; did you mean \"bfloat16\"?");
  EXPECT_EQ(value_hint("flaot32", field), "; did you mean \"float32\"?");
  EXPECT_EQ(value_hint("zebra", field), "");
  EXPECT_EQ(value_hint(32, field), "");
}

TEST(ValueHint, TakesYesAndOffForASwitch) {
  bool on = false;
  const Field field{"mirror", "", SwitchValue{&on}};
  EXPECT_EQ(value_hint("Yes", field), "; did you mean true?");
  EXPECT_EQ(value_hint("off", field), "; did you mean false?");
}

TEST(ValueHint, SaysWhatIsWrongWithSeveralNumbers) {
  std::int64_t one = 0;
  Sweep several;
  const Field field{"k", "", SweptIntegerValue{IntegerValue{&one, {1, 9}}, &several}};
  EXPECT_EQ(value_hint("9-2", field), "; 9 is more than 2");
  EXPECT_EQ(value_hint({1, 1}, field), "; 1 is in the list twice");
  EXPECT_EQ(value_hint(10, field), "");
}

TEST(ValueHint, SaysWhatATextMayNotHold) {
  std::string name;
  EXPECT_EQ(value_hint("a\nb", Field{"name", "", TextValue{&name}}), " without control characters");
  EXPECT_EQ(value_hint("yes", Field{"k", "", IntegerValue{nullptr, {}}}), "");
}

}  // namespace
}  // namespace codegrid
