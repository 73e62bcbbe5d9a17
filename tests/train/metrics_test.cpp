#include "train/metrics.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

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

// The line as codegrid 0.1 wrote it.
std::string line_of_0_1(const EpochRecord& r) {
  return fmt::format(
      R"({{"epoch":{},"train_loss":{},"val_loss":{},"seconds":{:.6f},"images_per_second":{:.1f},"best":{}}})",
      r.epoch, r.train_loss, r.val_loss, r.seconds, r.images_per_second, r.best);
}

TEST(EpochRecord, HasTheSameJsonLineAsEver) {
  EXPECT_EQ(json_line({12, 0.1, 0.0907, 0.250001, 240000, true}),
            R"({"epoch":12,"train_loss":0.1,"val_loss":0.0907,"seconds":0.250001,)"
            R"("images_per_second":240000.0,"best":true})");
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-16, 16);  // losses from 1e-7 to 1e7
  std::uniform_real_distribution<double> speed(0, 1e7);
  std::uniform_int_distribution<std::int64_t> microseconds(0, 100'000'000);
  for (std::int64_t epoch = 1; epoch <= 100'000; ++epoch) {
    // A last digit that is not 0: a zero at the end of the seconds is no longer written.
    const double seconds = static_cast<double>(10 * microseconds(random) + 1) / 1e6;
    const EpochRecord record{epoch,
                             std::exp(exponent(random)),
                             std::exp(exponent(random)),
                             seconds,
                             speed(random),
                             epoch % 3 == 0};
    ASSERT_EQ(json_line(record), line_of_0_1(record));
  }
}

TEST(EpochRecord, RoundsWhatAClockGave) {
  const nlohmann::ordered_json row = epoch_json({1, 0.1, 0.2, 1.23456789, 1234.5678, false});
  EXPECT_EQ(row["seconds"], 1.234568);
  EXPECT_EQ(row["images_per_second"], 1234.6);
}

TEST(EpochRecord, ReadsTheLineOf0_1) {
  const EpochRecord record{3, 1, 0, 0.25, 60, true};  // 0.1 wrote a loss of 1 as 1, not 1.0
  EXPECT_EQ(json_line(parse_epoch(nlohmann::json::parse(line_of_0_1(record)))), json_line(record));
}

TEST(EpochRecord, OfTheLeastValidationLossIsTheFirstOfThem) {
  const std::vector<EpochRecord> epochs{{1, 0.1, 0.5, 1, 1, true},
                                        {2, 0.2, 0.4, 1, 1, false},
                                        {3, 0.3, 0.4, 1, 1, false},
                                        {4, 0.4, 0.45, 1, 1, false}};
  EXPECT_EQ(least_val_loss(epochs).epoch, 2);
}

TEST(EpochRecord, MakesACsvRowUnderItsHeader) {
  EXPECT_EQ(csv_header(), "epoch,train_loss,val_loss,seconds,images_per_second,best");
  EXPECT_EQ(csv_row(kRecord), "12,0.1,0.0907,0.250000,240000.0,true");
}

const EpochRecord kInParts{
    12, 0.12, 0.11, 0.25, 240000, true, LossParts{0.09, 23.5}, LossParts{0.08, 24.25}};

TEST(EpochRecord, OfALossInPartsHasThemBehindTheRest) {
  EXPECT_EQ(json_line(kInParts),
            R"({"epoch":12,"train_loss":0.12,"val_loss":0.11,"seconds":0.25,)"
            R"("images_per_second":240000.0,"best":true,"train_reconstruction":0.09,)"
            R"("train_kl":23.5,"val_reconstruction":0.08,"val_kl":24.25})");
  EXPECT_EQ(csv_header(LossColumns::kParts),
            "epoch,train_loss,val_loss,seconds,images_per_second,best,train_reconstruction,"
            "train_kl,val_reconstruction,val_kl");
  EXPECT_EQ(csv_row(kInParts), "12,0.12,0.11,0.250000,240000.0,true,0.09,23.5,0.08,24.25");
  EXPECT_EQ(console_line(kInParts, 200),
            "epoch  12/200  loss 0.12000  val_loss 0.11000  val_reconstruction 0.08000  "
            "val_kl 24.25  240,000 images/s");
}

TEST(EpochRecord, OfALossInPartsReadsBackOrIsNoRecord) {
  const auto row = nlohmann::json::parse(json_line(kInParts));
  EXPECT_EQ(json_line(parse_epoch(row)), json_line(kInParts));
  for (const char* part : {"train_reconstruction", "train_kl", "val_reconstruction", "val_kl"}) {
    nlohmann::json less = row;
    less.erase(part);
    EXPECT_THROW(parse_epoch(less), nlohmann::json::exception) << part;
    less[part] = "low";
    EXPECT_THROW(parse_epoch(less), std::out_of_range) << part;
  }
}

TEST(EpochRecord, MakesALineForTheConsole) {
  EXPECT_EQ(console_line(kRecord, 200),
            "epoch  12/200  loss 0.10000  val_loss 0.09070  240,000 images/s");
}

}  // namespace
}  // namespace codegrid
