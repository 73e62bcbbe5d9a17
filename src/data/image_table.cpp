#include "data/image_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"

namespace codegrid {
namespace {

constexpr std::string_view kTableHeader = "path,size,modified,label\n";
constexpr std::size_t kTableFields = 4;

std::string table_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// Takes a table apart, row by row. It takes what table_field writes and nothing else.
class TableReader {
 public:
  TableReader(std::string_view bytes, const std::string& source) : rest_(bytes), source_(source) {}

  bool at_end() const { return rest_.empty(); }

  std::vector<std::string> row() {
    std::vector<std::string> fields;
    line_ = next_line_;
    while (true) {
      fields.push_back(field());
      const bool more = rest_.starts_with(',');
      if (!more && !rest_.starts_with('\n')) fail("expected a comma or the line's end");
      next_line_ += more ? 0 : 1;
      rest_.remove_prefix(1);
      if (!more) break;
    }
    if (fields.size() != kTableFields)
      fail(fmt::format("found {} fields, expected {}", fields.size(), kTableFields));
    return fields;
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw data_error(fmt::format("{}: line {}: {}; expected a file as codegrid-train writes it",
                                 source_, line_, problem));
  }

 private:
  std::string field() {
    if (rest_.starts_with('"')) return quoted_field();
    const std::size_t end = rest_.find_first_of(",\"\r\n");
    if (end == std::string_view::npos) fail("ends in the middle");
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::string quoted_field() {
    std::string text;
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t end = rest_.find('"');
      if (end == std::string_view::npos) fail("a quote is not closed");
      for (const char c : rest_.substr(0, end)) next_line_ += c == '\n' ? 1 : 0;
      text += rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (!rest_.starts_with('"')) return text;
      text += '"';
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  std::string source_;
  std::int64_t line_ = 2;  // of the row's start
  std::int64_t next_line_ = 2;
};

std::int64_t number_in(const std::string& text, const char* what, const TableReader& table) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    table.fail(fmt::format("{}: found \"{}\", expected a whole number", what, printable(text)));
  return number;
}

}  // namespace

std::string image_table(const PictureList& list) {
  std::string table{kTableHeader};
  for (const ListedPicture& picture : list.pictures) {
    const bool labelled = picture.label >= 0;
    table += fmt::format(
        "{},{},{},{}\n", table_field(picture.name), picture.size, picture.modified,
        labelled ? table_field(list.label_names.at(static_cast<std::size_t>(picture.label))) : "");
  }
  return table;
}

PictureList parse_image_table(std::string_view bytes, const std::string& source) {
  if (!bytes.starts_with(kTableHeader)) {
    throw data_error(
        fmt::format("{}: expected the header \"{}\"; expected a file as "
                    "codegrid-train writes it",
                    source, kTableHeader.substr(0, kTableHeader.size() - 1)));
  }
  PictureList list;
  std::map<std::string, std::int64_t> labels;
  TableReader table(bytes.substr(kTableHeader.size()), source);
  while (!table.at_end()) {
    std::vector<std::string> fields = table.row();
    if (fields[0].empty()) table.fail("has no path");
    ListedPicture picture;
    picture.size = number_in(fields[1], "size", table);
    picture.modified = number_in(fields[2], "modified", table);
    picture.name = std::move(fields[0]);
    if (!fields[3].empty()) {
      const auto [label, is_new] = labels.try_emplace(fields[3], std::ssize(list.label_names));
      if (is_new) list.label_names.push_back(fields[3]);
      picture.label = label->second;
    }
    list.pictures.push_back(std::move(picture));
  }
  return list;
}

PictureList read_image_table(const std::filesystem::path& path) {
  return parse_image_table(read_file(path, ExitCode::kBadData), printable(path.native()));
}

}  // namespace codegrid
