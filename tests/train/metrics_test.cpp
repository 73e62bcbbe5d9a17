#include "train/metrics.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

const EpochRecord kRecord{12, 0.1, 0.0907, 0.25, 240000, true};

TEST(EpochRecord, ReadsBackFromItsJsonLineToTheSameNumbers) {
  const auto row = nlohmann::json::parse(json_line(kRecord));
  EXPECT_EQ(row["epoch"], 12);
  EXPECT_EQ(row["train_loss"].get<double>(), 0.1);
  EXPECT_EQ(row["val_loss"].get<double>(), 0.0907);
  EXPECT_EQ(row["seconds"], 0.25);
  EXPECT_EQ(row["best"], true);
  EXPECT_EQ(json_line(parse_epoch(row)), json_line(kRecord));
}

TEST(EpochRecord, MakesACsvRowUnderItsHeader) {
  EXPECT_EQ(csv_header(), "epoch,train_loss,val_loss,seconds,images_per_second,best");
  EXPECT_EQ(csv_row(kRecord), "12,0.1,0.0907,0.250000,240000.0,true");
}

TEST(EpochRecord, MakesALineForTheConsole) {
  EXPECT_EQ(console_line(kRecord, 200),
            "epoch  12/200  loss 0.10000  val_loss 0.09070  240,000 images/s");
}

}  // namespace
}  // namespace codegrid
