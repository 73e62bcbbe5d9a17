#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/fields.hpp"

namespace codegrid {

/// JSON Schema (draft-07) of an object with these fields; the values they hold now are the
/// defaults. A section of several kinds has a schema for each under oneOf. It takes what
/// FieldReader takes, and nothing else.
nlohmann::ordered_json schema_of(const Fields& fields);

/// A Markdown table: key, default, allowed, meaning. Sections come as dotted keys; where only some
/// kinds of a section have a key, they stand behind it. Keys of a list come as "a[].b". A section
/// of theirs, or of one that need not be there, is one row where the root has the same.
std::string reference_of(const Fields& fields);

}  // namespace codegrid
