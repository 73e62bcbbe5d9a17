#include "train/epoch_rows.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// At most `most` whole lines from the start of `text`, without their newlines.
std::vector<std::string_view> first_lines(std::string_view text, std::size_t most) {
  std::vector<std::string_view> lines;
  while (lines.size() < most) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::optional<EpochRecord> row_in(std::string_view line) {
  try {
    return parse_epoch(nlohmann::json::parse(line));
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const std::out_of_range&) {
    return std::nullopt;
  }
}

std::string advice(std::int64_t count) {
  return fmt::format(
      "The checkpoint needs the rows of the {} before it as training wrote them: bring the file "
      "back, or start a new run",
      counted(count, "epoch", "epochs"));
}

Error at_line(const fs::path& file, std::size_t line, const std::string& found,
              std::int64_t count) {
  return data_error(fmt::format("{}: line {}: {}, expected the row of epoch {}. {}", file.string(),
                                line, found, line, advice(count)));
}

std::string read_rows(const fs::path& file, std::int64_t count) {
  try {
    return read_file(file, ExitCode::kBadData);
  } catch (const Error& error) {
    throw Error(error.code(), fmt::format("{}. {}", error.what(), advice(count)));
  }
}

std::vector<EpochRecord> parse_rows(const std::vector<std::string_view>& lines,
                                    const fs::path& file, std::int64_t count) {
  std::vector<EpochRecord> rows;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (i == lines.size()) throw at_line(file, i + 1, "missing", count);
    const std::optional<EpochRecord> row = row_in(lines[i]);
    if (!row) throw at_line(file, i + 1, "found no row of an epoch", count);
    if (row->epoch != static_cast<std::int64_t>(i) + 1)
      throw at_line(file, i + 1, fmt::format("found the row of epoch {}", row->epoch), count);
    rows.push_back(*row);
  }
  return rows;
}

// The number of the first line that is seen to be altered; nothing where it is only known that one
// of them is: then metrics.csv has been altered too.
std::optional<std::size_t> altered_line(const std::vector<std::string_view>& lines,
                                        const std::vector<EpochRecord>& rows, const RowsSeal& seal,
                                        const fs::path& table) {
  std::string text;
  try {
    text = read_file(table, ExitCode::kBadData);
  } catch (const Error&) {  // without it, less is known
  }
  const std::vector<std::string_view> twins = first_lines(text, rows.size() + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool differs = i + 1 < twins.size() && twins[i + 1] != csv_row(rows[i]);
    if (differs || lines[i] != json_line(rows[i])) return i + 1;
  }
  if (lines.back() != json_line(*seal.last)) return rows.size();
  return std::nullopt;
}

}  // namespace

std::vector<EpochRecord> read_epoch_rows(const EpochFiles& files, const RowsSeal& seal) {
  const std::int64_t count = seal.count();
  if (count == 0) return {};
  const std::string text = read_rows(files.lines, count);
  const std::vector<std::string_view> lines = first_lines(text, static_cast<std::size_t>(count));
  std::vector<EpochRecord> rows = parse_rows(lines, files.lines, count);
  const auto end =
      static_cast<std::size_t>(lines.back().data() - text.data()) + lines.back().size();
  if (sha256_hex(std::string_view(text).substr(0, end + 1)) == seal.sha256) return rows;
  if (const auto line = altered_line(lines, rows, seal, files.table))
    throw at_line(files.lines, *line, "found a row that training did not write", count);
  throw data_error(fmt::format("{}: lines 1 to {}: altered (their SHA-256 is another). {}",
                               files.lines.string(), count, advice(count)));
}

}  // namespace codegrid
