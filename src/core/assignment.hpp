#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/fields.hpp"

namespace codegrid {

/// What a command line's `a.b=value` says, as the object of a file that says the same, or what is
/// wrong with it.
struct Assignment {
  FieldSource source;     ///< Named "--set a.b=value".
  nlohmann::json object;  ///< {"a": {"b": value}}.
  std::string problem;    ///< One line; empty where nothing is wrong.
};

/// Reads `text` for a table whose root is `root`. Texts, paths and choices are taken as they stand,
/// or out of the quotes of JSON; all else is JSON, with numbers also as people write them: ".5",
/// "+1", "1.". Paths are relative to `folder`.
Assignment parse_assignment(const std::string& text, const SectionValue& root,
                            const std::filesystem::path& folder);

}  // namespace codegrid
