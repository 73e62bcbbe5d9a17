#include "train/metrics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json_numbers.hpp"
#include "core/text_table.hpp"

namespace codegrid {

// Shortest forms that read back to the same double; a number that is not finite cannot come here
// (see trainer.cpp).
std::string json_line(const EpochRecord& r) {
  return fmt::format(
      R"({{"epoch":{},"train_loss":{},"val_loss":{},"seconds":{:.6f},"images_per_second":{:.1f},"best":{}}})",
      r.epoch, r.train_loss, r.val_loss, r.seconds, r.images_per_second, r.best);
}

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
