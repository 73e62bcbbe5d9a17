#include "job/init/config_text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "core/printable.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kColumns = 100;

// One paragraph, already printable, as lines of comments.
std::string comment_lines(std::string_view text, const std::string& indent) {
  const std::size_t width = kColumns - indent.size() - 3;
  std::string lines;
  do {
    std::size_t end = text.size();
    if (end > width) {
      end = text.rfind(' ', width);
      if (end == std::string_view::npos || end == 0) end = text.find(' ', width);
      if (end == std::string_view::npos) end = text.size();
    }
    lines += fmt::format("{}//{}{}\n", indent, end == 0 ? "" : " ", text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) text.remove_prefix(1);
  } while (!text.empty());
  return lines;
}

std::string comment(std::string_view why, const std::string& indent) {
  std::string lines;
  while (!why.empty()) {
    const std::size_t end = why.find('\n');
    lines += comment_lines(printable(why.substr(0, end)), indent);
    why.remove_prefix(end == std::string_view::npos ? why.size() : end + 1);
  }
  return lines;
}

// A list stands in one line, with spaces.
std::string value_text(const nlohmann::ordered_json& value) {
  if (!value.is_array()) return value.dump();
  std::string text = "[";
  for (std::size_t i = 0; i < value.size(); ++i) {
    text += i == 0 ? "" : ", ";
    text += value[i].dump();
  }
  return text + "]";
}

std::string object_text(const std::vector<ConfigEntry>& entries, const std::string& why,
                        std::size_t level);

// Sections without keys, each between its own braces.
std::string list_text(const std::vector<ConfigEntry>& sections, std::size_t level) {
  const std::string indent(2 * level + 2, ' ');
  std::string text = "[\n";
  for (const ConfigEntry& section : sections) {
    text += indent + object_text(section.entries, section.why, level + 1);
    text += &section == &sections.back() ? "\n" : ",\n";
  }
  text.append(2 * level, ' ');
  return text + "]";
}

std::string entry_text(const ConfigEntry& entry, std::size_t level) {
  if (!entry.sections.empty()) return list_text(entry.sections, level);
  if (!entry.entries.empty()) return object_text(entry.entries, "", level);
  return value_text(entry.value);
}

std::string object_text(const std::vector<ConfigEntry>& entries, const std::string& why,
                        std::size_t level) {
  const std::string indent(2 * level + 2, ' ');
  std::string text = "{\n";
  text += comment(why, indent);
  for (const ConfigEntry& entry : entries) {
    const bool is_last = &entry == &entries.back();
    if (level == 0 && (&entry != &entries.front() || !why.empty())) text += "\n";
    text += fmt::format("{}{}{}: ", comment(entry.why, indent), indent,
                        nlohmann::ordered_json(entry.key).dump());
    text += entry_text(entry, level + 1);
    text += is_last ? "\n" : ",\n";
  }
  text.append(2 * level, ' ');
  return text + "}";
}

}  // namespace

nlohmann::ordered_json plain_value(const ConfigEntry& entry) {
  if (entry.sections.empty() && entry.entries.empty()) return entry.value;
  nlohmann::ordered_json value;
  for (const ConfigEntry& section : entry.sections) value.push_back(plain_value(section));
  for (const ConfigEntry& each : entry.entries) value[each.key] = plain_value(each);
  return value;
}

std::string config_text(const std::vector<ConfigEntry>& entries, const std::string& why) {
  return object_text(entries, why, 0) + "\n";
}

}  // namespace codegrid
