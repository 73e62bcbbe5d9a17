#include "train/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
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

}  // namespace

const EpochRecord& least_val_loss(const std::vector<EpochRecord>& epochs) {
  return *std::ranges::min_element(epochs, {}, &EpochRecord::val_loss);
}

ordered_json epoch_json(const EpochRecord& r) {
  return {{"epoch", r.epoch},
          {"train_loss", r.train_loss},
          {"val_loss", r.val_loss},
          {"seconds", rounded(r.seconds, 6)},
          {"images_per_second", rounded(r.images_per_second, 1)},
          {"best", r.best}};
}

std::string json_line(const EpochRecord& record) { return compact_json(epoch_json(record)); }

EpochRecord parse_epoch(const nlohmann::json& line) {
  return {whole_at(line, "epoch"),
          number_at(line, "train_loss"),
          number_at(line, "val_loss"),
          number_at(line, "seconds"),
          number_at(line, "images_per_second"),
          line.at("best").get<bool>()};
}

std::string csv_header() { return "epoch,train_loss,val_loss,seconds,images_per_second,best"; }

std::string csv_row(const EpochRecord& r) {
  return fmt::format("{},{},{},{:.6f},{:.1f},{}", r.epoch, r.train_loss, r.val_loss, r.seconds,
                     r.images_per_second, r.best);
}

std::string console_line(const EpochRecord& r, std::int64_t epochs) {
  return fmt::format("epoch {:>3}/{}  loss {:.5f}  val_loss {:.5f}  {} images/s", r.epoch, epochs,
                     r.train_loss, r.val_loss, with_commas(std::llround(r.images_per_second)));
}

}  // namespace codegrid
