#include "data/sources/picture_list.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"
#include "data/similar_file.hpp"
#include "data/sources/csv.hpp"
#include "data/sources/label_numbers.hpp"
#include "data/sources/listed_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kHeaders = R"(the header "path" or "path,label")";

struct Columns {
  std::size_t count = 1;
  std::size_t path = 0;
  std::optional<std::size_t> label;
};

// In place of a header.
Error no_header(const CsvRow& row, std::string_view bytes, const std::string& source) {
  if (const auto kind = file_kind(bytes); kind && kind->what != kTextFile) {
    const bool is_picture = is_of_pictures(*kind);
    return data_error(
        fmt::format("{}: is {}, expected a CSV file with {}; {}", source, kind->what, kHeaders,
                    is_picture ? "a list names the files of pictures" : kind->advice));
  }
  const std::string found = fmt::format("{}", fmt::join(row.fields, ","));
  for (const auto& [separator, name] : {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}}) {
    if (found == fmt::format("path{}label", separator) ||
        found == fmt::format("label{}path", separator)) {
      return data_error(fmt::format(
          "{}: line {}: its columns are separated by {}, expected commas (RFC 4180); save it as "
          "comma-separated values",
          source, row.line, name));
    }
  }
  constexpr std::size_t kShown = 80;
  return data_error(fmt::format("{}: line {}: found \"{}\", expected {} in the first line", source,
                                row.line, printable(found.substr(0, kShown)), kHeaders));
}

Columns read_csv_header(CsvReader& reader, std::string_view bytes, const std::string& source) {
  const std::optional<CsvRow> row = reader.next();
  if (!row)
    throw data_error(fmt::format("{}: is empty, expected a CSV file with {}", source, kHeaders));
  if (row->fields == std::vector<std::string>{"path"}) return {};
  if (row->fields == std::vector<std::string>{"path", "label"}) return {2, 0, 1};
  if (row->fields == std::vector<std::string>{"label", "path"}) return {2, 1, 0};
  throw no_header(*row, bytes, source);
}

// Collects the rows of one list.
class ListReader {
 public:
  ListReader(std::string source, const fs::path& root) : source_(std::move(source)) {
    list_.root = root;
  }

  void add(const CsvRow& row, const Columns& columns) {
    if (row.fields.size() != columns.count) {
      throw bad_line(row.line,
                     fmt::format("{}, expected {} as in the header; a path that holds a comma "
                                 "stands in quotes",
                                 counted(row.fields.size(), "column", "columns"), columns.count));
    }
    const std::string& path = row.fields[columns.path];
    if (path.empty()) throw bad_line(row.line, "an empty path, expected that of a picture");
    refuse_second(path, row.line);
    if (columns.label) note_label(row.fields[*columns.label], row.line);
    look_at(path, columns.label ? numbers_.add(row.fields[*columns.label]) : -1);
  }

  std::int64_t files() const { return static_cast<std::int64_t>(list_.pictures.size()); }
  std::size_t rows() const { return lines_.size(); }

  PictureList finish() {
    if (labeled_ && unlabeled_) {
      throw bad_line(*unlabeled_,
                     fmt::format("no label, but line {} has one; expected labels in all lines or "
                                 "in none",
                                 *labeled_));
    }
    LabelNumbers::Sorted sorted = labeled_ ? numbers_.sorted() : LabelNumbers::Sorted{};
    for (ListedPicture& picture : list_.pictures)
      picture.label = labeled_ ? sorted.new_number[static_cast<std::size_t>(picture.label)] : -1;
    list_.label_names = std::move(sorted.names);
    return std::move(list_);
  }

 private:
  Error bad_line(std::size_t line, std::string_view what) const {
    return data_error(fmt::format("{}: line {}: {}", source_, line, what));
  }

  void refuse_second(const std::string& path, std::size_t line) {
    const std::string whole = (list_.root / path).lexically_normal().string();
    const auto [known, is_new] = lines_.try_emplace(whole, line);
    if (is_new) return;
    throw bad_line(line, fmt::format("\"{}\" stands in line {}, too; expected each picture once",
                                     printable(path), known->second));
  }

  void note_label(const std::string& label, std::size_t line) {
    std::optional<std::size_t>& first = label.empty() ? unlabeled_ : labeled_;
    if (!first) first = line;
  }

  // Takes it into the list, as a picture or as what is none.
  void look_at(const std::string& path, std::int64_t label) {
    struct stat status {};
    const std::string whole = (list_.root / path).string();
    std::string reason;
    if (::fstatat(AT_FDCWD, whole.c_str(), &status, 0) != 0) {
      const int error = errno;
      reason = why_not_found(AT_FDCWD, path.starts_with('~') ? path.c_str() : whole.c_str(), error);
    } else {
      reason = why_no_file(status);
    }
    if (reason.empty()) {
      list_.pictures.push_back({path, status.st_size, modified_at(status), label});
    } else {
      list_.unreadable.push_back({path, std::move(reason)});
    }
  }

  std::string source_;
  PictureList list_;
  LabelNumbers numbers_;
  std::unordered_map<std::string, std::size_t> lines_;  // of each path
  std::optional<std::size_t> labeled_;                  // the first line with a label
  std::optional<std::size_t> unlabeled_;                // the first without
};

}  // namespace

PictureList parse_picture_list(std::string_view bytes, const std::string& source,
                               const fs::path& root,
                               const std::function<void(std::int64_t files)>& on_file) {
  constexpr std::size_t kReportEvery = 1000;
  const std::string name = printable(source);
  if (const auto kind = file_kind(bytes); kind && kind->what == "text in UTF-16") {
    throw data_error(fmt::format("{}: is {}, expected UTF-8; {}", name, kind->what, kind->advice));
  }
  CsvReader reader(bytes, name);
  const Columns columns = read_csv_header(reader, bytes, name);
  ListReader list(name, root);
  while (const std::optional<CsvRow> row = reader.next()) {
    list.add(*row, columns);
    if (on_file && list.rows() % kReportEvery == 0) on_file(list.files());
  }
  if (list.rows() == 0) {
    throw data_error(fmt::format(
        "{}: names no picture: nothing follows the header; expected a path a line", name));
  }
  return list.finish();
}

PictureList read_picture_list(const fs::path& list,
                              const std::function<void(std::int64_t files)>& on_file) {
  require_file(list);
  const std::string bytes = read_file(list, ExitCode::kBadData);
  const fs::path folder = list.parent_path();
  return parse_picture_list(bytes, list.string(), folder.empty() ? fs::path(".") : folder, on_file);
}

}  // namespace codegrid
