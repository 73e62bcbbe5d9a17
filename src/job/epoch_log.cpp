#include "job/epoch_log.hpp"

#include <fmt/format.h>

#include <cmath>

#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/text_table.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// A metrics file that holds `rows` and nothing else, to append to.
fs::path begin_file(const fs::path& file, const std::string& rows) {
  write_file(file, rows);
  return file;
}

std::string json_rows(const std::vector<EpochRecord>& records) {
  std::string rows;
  for (const EpochRecord& record : records) rows += json_line(record) + "\n";
  return rows;
}

std::string csv_rows(const std::vector<EpochRecord>& records, LossColumns columns) {
  std::string rows = csv_header(columns) + "\n";
  for (const EpochRecord& record : records) rows += csv_row(record) + "\n";
  return rows;
}

}  // namespace

EpochFiles epoch_files(const fs::path& run) {
  return {run / run_files::kMetricsLines, run / run_files::kMetricsTable};
}

EpochLog::EpochLog(const fs::path& run, const std::vector<EpochRecord>& before, std::int64_t epochs,
                   std::int64_t images, Progress& progress, LossColumns columns)
    : epochs_(epochs),
      images_(images),
      progress_(progress),
      json_(begin_file(epoch_files(run).lines, json_rows(before))),
      csv_(begin_file(epoch_files(run).table, csv_rows(before, columns))) {}

void EpochLog::add(const EpochRecord& record) {
  json_.append(json_line(record));
  csv_.append(csv_row(record));
  last_ = console_line(record, epochs_);
  last_losses_ = fmt::format("  loss {:.4f}  val {:.4f}  {} images/s", record.train_loss,
                             record.val_loss, with_commas(std::llround(record.images_per_second)));
  if (!progress_.on_terminal()) progress_.say(last_);
}

void EpochLog::show(std::int64_t epoch, std::int64_t seen) {
  const std::int64_t done = (epoch - 1) * images_ + seen;
  if (images_at_start_ < 0) {  // the first batch of this process: from here on the rate is known
    images_at_start_ = done;
    watch_ = Stopwatch();
    return;
  }
  const double left = watch_.seconds() * static_cast<double>(epochs_ * images_ - done) /
                      static_cast<double>(done - images_at_start_);
  // Short enough for a terminal of 80 columns.
  progress_.update(fmt::format("epoch {}/{} {} %  {} left{}", epoch, epochs_, 100 * seen / images_,
                               readable_seconds(left), last_losses_));
}

void EpochLog::finish() {
  json_.flush();
  csv_.flush();
  if (progress_.on_terminal() && !last_.empty()) progress_.say(last_);
}

}  // namespace codegrid
