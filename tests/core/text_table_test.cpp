#include "core/text_table.hpp"

#include <gtest/gtest.h>

#include "core/progress.hpp"

namespace codegrid {
namespace {

TEST(TextTable, AlignsNamesLeftAndNumbersRight) {
  EXPECT_EQ(text_table({"layer", "n"}, {{"a", "1"}, {"longer name", "1,000"}}),
            "layer            n\n"
            "------------------\n"
            "a                1\n"
            "longer name  1,000");
}

TEST(TextTable, AlignsWhatATerminalShowsNotBytes) {
  EXPECT_EQ(text_table({"label", "n"}, {{"caf\xc3\xa9", "1"}, {"\xe7\x8c\xab", "20"}}),
            "label   n\n"
            "---------\n"
            "caf\xc3\xa9    1\n"
            "\xe7\x8c\xab     20");
}

TEST(WithCommas, GroupsThousands) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(-1234567), "-1,234,567");
  EXPECT_EQ(with_commas(-123), "-123");
}

TEST(ReadableSeconds, ChoosesTheUnit) {
  EXPECT_EQ(readable_seconds(6.6), "7 s");
  EXPECT_EQ(readable_seconds(65), "1 min 05 s");
  EXPECT_EQ(readable_seconds(4000), "1 h 06 min");
  EXPECT_EQ(readable_seconds(-1), "0 s");
}

TEST(Counted, NamesOneAndSeveral) {
  EXPECT_EQ(counted(1, "batch", "batches"), "1 batch");
  EXPECT_EQ(counted(0, "batch", "batches"), "0 batches");
  EXPECT_EQ(counted(1200, "epoch", "epochs"), "1,200 epochs");
}

TEST(Counted, TakesNumbersOfAnyType) {
  EXPECT_EQ(counted(std::uint8_t{1}, "byte", "bytes"), "1 byte");
  EXPECT_EQ(counted(UINT64_MAX, "byte", "bytes"), "18,446,744,073,709,551,615 bytes");
  EXPECT_EQ(counted(INT64_MIN, "byte", "bytes"), "-9,223,372,036,854,775,808 bytes");
}

TEST(Progress, WritesOnlyWholeLinesWhereThereIsNoTerminal) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  {
    Progress progress(file);
    EXPECT_FALSE(progress.on_terminal());
    progress.update("half way");
    progress.say("epoch 1");
  }
  std::rewind(file);
  char text[64] = {};
  const std::size_t size = std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  EXPECT_EQ(std::string(text, size), "epoch 1\n");
}

}  // namespace
}  // namespace codegrid
