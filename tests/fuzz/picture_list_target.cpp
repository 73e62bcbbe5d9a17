#include "data/sources/picture_list.hpp"

#include <string>
#include <unordered_set>

#include "data/sources/csv.hpp"
#include "fuzz/target.hpp"

using namespace codegrid;

namespace {

// The record as RFC 4180 writes it.
std::string written(const CsvRow& row) {
  std::string line;
  for (const std::string& field : row.fields) {
    line += line.empty() ? "\"" : ",\"";
    for (const char c : field) line += c == '"' ? "\"\"" : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace

// What is taken can be written and read back to the same records; every name of a list is there
// once, and its label is one of the names of labels.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  taken(ExitCode::kBadData, [&] {
    CsvReader reader(bytes, "f.csv");
    while (const auto row = reader.next()) {
      const std::string line = written(*row);
      CsvReader again(line, "f.csv");
      require(again.next()->fields == row->fields && !again.next());
    }
  });
  taken(ExitCode::kBadData, [&] {
    const PictureList list = parse_picture_list(bytes, "f.csv", "/nonexistent", {});
    std::unordered_set<std::string> names;
    for (const ListedPicture& picture : list.pictures) {
      require(!picture.name.empty() && names.insert(picture.name).second);
      require(list.label_names.empty()
                  ? picture.label == -1
                  : picture.label >= 0 &&
                        static_cast<std::size_t>(picture.label) < list.label_names.size());
    }
    require(list.pictures.size() + list.unreadable.size() > 0);
  });
  return 0;
}
