#include "train/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json_numbers.hpp"
#include "core/json_text.hpp"
#include "core/text_table.hpp"

namespace codegrid {

using nlohmann::ordered_json;

namespace {

// What a clock gives is worth so many decimals.
double rounded(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return std::round(value * scale) / scale;
}

constexpr std::array kPartColumns{"train_reconstruction", "train_kl", "val_reconstruction",
                                  "val_kl"};

// In the order of those columns; none where the loss has none.
std::vector<double> parts_of(const EpochRecord& record) {
  if (!record.train_parts || !record.val_parts) return {};
  return {record.train_parts->reconstruction, record.train_parts->kl,
          record.val_parts->reconstruction, record.val_parts->kl};
}

}  // namespace

const EpochRecord& least_val_loss(const std::vector<EpochRecord>& epochs) {
  return *std::ranges::min_element(epochs, {}, &EpochRecord::val_loss);
}

ordered_json epoch_json(const EpochRecord& r) {
  ordered_json row{{"epoch", r.epoch},
                   {"train_loss", r.train_loss},
                   {"val_loss", r.val_loss},
                   {"seconds", rounded(r.seconds, 6)},
                   {"images_per_second", rounded(r.images_per_second, 1)},
                   {"best", r.best}};
  const std::vector<double> parts = parts_of(r);
  for (std::size_t i = 0; i < parts.size(); ++i) row[kPartColumns[i]] = parts[i];
  return row;
}

std::string json_line(const EpochRecord& record) { return compact_json(epoch_json(record)); }

EpochRecord parse_epoch(const nlohmann::json& line) {
  EpochRecord record{whole_at(line, "epoch"),
                     number_at(line, "train_loss"),
                     number_at(line, "val_loss"),
                     number_at(line, "seconds"),
                     number_at(line, "images_per_second"),
                     line.at("best").get<bool>()};
  const auto has = [&](const char* column) { return line.contains(column); };
  if (std::ranges::none_of(kPartColumns, has)) return record;
  record.train_parts = {number_at(line, kPartColumns[0]), number_at(line, kPartColumns[1])};
  record.val_parts = {number_at(line, kPartColumns[2]), number_at(line, kPartColumns[3])};
  return record;
}

std::string csv_header(LossColumns columns) {
  std::string header = "epoch,train_loss,val_loss,seconds,images_per_second,best";
  if (columns == LossColumns::kParts) header += fmt::format(",{}", fmt::join(kPartColumns, ","));
  return header;
}

std::string csv_row(const EpochRecord& r) {
  std::string row = fmt::format("{},{},{},{:.6f},{:.1f},{}", r.epoch, r.train_loss, r.val_loss,
                                r.seconds, r.images_per_second, r.best);
  for (const double part : parts_of(r)) row += fmt::format(",{}", part);
  return row;
}

std::string console_line(const EpochRecord& r, std::int64_t epochs) {
  std::string parts;
  if (r.val_parts) {
    parts = fmt::format("  val_reconstruction {:.5f}  val_kl {:.2f}", r.val_parts->reconstruction,
                        r.val_parts->kl);
  }
  return fmt::format("epoch {:>3}/{}  loss {:.5f}  val_loss {:.5f}{}  {} images/s", r.epoch, epochs,
                     r.train_loss, r.val_loss, parts,
                     with_commas(std::llround(r.images_per_second)));
}

}  // namespace codegrid
