#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace codegrid {

/// A key of a config with the reasons for its value: a value, a section of entries, or a list of
/// such sections.
struct ConfigEntry {
  std::string key;                     ///< Of a section in a list: empty.
  nlohmann::ordered_json value{};      ///< Texts in it are UTF-8.
  std::vector<ConfigEntry> entries{};  ///< Of a section, which has no value.
  std::string why{};  ///< Stands above it as a comment: any bytes; '\n' parts paragraphs.
  std::vector<ConfigEntry> sections{};  ///< Of a list, which has no value and no entries.
};

/// What `entry` says, without the reasons.
nlohmann::ordered_json plain_value(const ConfigEntry& entry);

/// A config as a person writes it: an object of `entries` in their order, two spaces a level, `why`
/// as lines of `//` above what it explains, at most 100 columns where words allow. Whatever bytes a
/// comment holds, it ends where its line does: they are shown as printable() has them.
///   why: of the whole, above all entries.
std::string config_text(const std::vector<ConfigEntry>& entries, const std::string& why);

}  // namespace codegrid
