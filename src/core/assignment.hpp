#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "core/fields.hpp"

namespace codegrid {

/// What a command line's `a.b=value` says, as the object of a file that says the same, or what is
/// wrong with it.
struct Assignment {
  FieldSource source;     ///< Named "--set a.b=value".
  nlohmann::json object;  ///< {"a": {"b": value}}; of an item of a list {"a": {"[0]": ...}}.
  std::string problem;    ///< One line; empty where nothing is wrong.
};

/// "a[1]": how messages and assignments call item 1 of the list "a"; the first is 0.
std::string item_key(const std::string& list, std::size_t index);

/// Whether `object` is what an assignment to items of a list gives: an object of keys as "[0]".
bool names_items(const nlohmann::json& object);

/// The 0 of "[0]".
std::size_t item_place(const std::string& key);

/// Reads `text` for a table whose root is `root`. An item of a list of sections is named by its
/// place, as in "a[1].b=value" or "a.1.b=value", which needs no quotes in any shell. Texts, paths
/// and choices are taken as they stand, or out of the quotes of JSON; all else is JSON, with
/// numbers also as people write them, ".5", "+1", "1.", and lists of numbers without brackets too:
/// "5,10,20". Paths are relative to `folder`.
Assignment parse_assignment(const std::string& text, const SectionValue& root,
                            const std::filesystem::path& folder);

}  // namespace codegrid
