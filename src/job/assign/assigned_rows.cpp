#include "job/assign/assigned_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

// As assignments.csv has it: the shortest text of the float32, or of the double that it cannot
// hold.
std::string figure_text(double value, const char* none) {
  if (std::isnan(value)) return none;
  const auto narrow = static_cast<float>(value);
  const bool held = std::isfinite(narrow) && (narrow != 0 || value == 0);
  return held ? fmt::to_string(narrow) : fmt::to_string(value);
}

std::string cluster_text(std::int64_t next_cluster, const char* none) {
  return next_cluster < 0 ? none : fmt::to_string(next_cluster);
}

void append_field(std::string& text, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    text += field;
    return;
  }
  text += '"';
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace

std::string AssignedRows::header() const {
  if (format_ == RowFormat::kJsonLines) return "";
  return has_confidence_ ? "path,index,cluster,distance,confidence,next_cluster,next_distance,"
                           "next_confidence,known\n"
                         : "path,index,cluster,distance,next_cluster,next_distance,known\n";
}

void AssignedRows::append(std::string& text, const AssignedImage& image) const {
  if (format_ == RowFormat::kCsv) {
    append_csv(text, image);
  } else {
    append_json(text, image);
  }
}

void AssignedRows::append_csv(std::string& text, const AssignedImage& image) const {
  const AssignedCode& code = image.code;
  append_field(text, image.path);
  text += ',';
  if (image.index) text += fmt::to_string(*image.index);
  fmt::format_to(std::back_inserter(text), ",{},{},", code.cluster, figure_text(code.distance, ""));
  if (has_confidence_) text += figure_text(code.confidence, "") + ",";
  fmt::format_to(std::back_inserter(text), "{},{},", cluster_text(code.next_cluster, ""),
                 figure_text(code.next_distance, ""));
  if (has_confidence_) text += figure_text(code.next_confidence, "") + ",";
  text += image.known ? "true\n" : "false\n";
}

void AssignedRows::append_json(std::string& text, const AssignedImage& image) const {
  using nlohmann::json;
  const AssignedCode& code = image.code;
  const auto to = std::back_inserter(text);
  const std::string path(image.path);
  const std::string shown = json(path).dump(-1, ' ', false, json::error_handler_t::replace);
  fmt::format_to(to, "{{\"path\":{}", shown);
  if (json::parse(shown).get_ref<const std::string&>() != path) {
    text += ",\"path_hex\":\"";
    for (const char byte : path)
      fmt::format_to(to, "{:02x}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += '"';
  }
  if (image.index) fmt::format_to(to, ",\"index\":{}", *image.index);
  fmt::format_to(to, ",\"cluster\":{},\"distance\":{}", code.cluster,
                 figure_text(code.distance, "null"));
  if (has_confidence_)
    fmt::format_to(to, ",\"confidence\":{}", figure_text(code.confidence, "null"));
  fmt::format_to(to, ",\"next_cluster\":{},\"next_distance\":{}",
                 cluster_text(code.next_cluster, "null"), figure_text(code.next_distance, "null"));
  if (has_confidence_)
    fmt::format_to(to, ",\"next_confidence\":{}", figure_text(code.next_confidence, "null"));
  fmt::format_to(to, ",\"known\":{}}}\n", image.known);
}

}  // namespace codegrid
