#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"

namespace codegrid {

/// "a" and "b" are "a.b"; "" and "b" are "b".
std::string joined_key(const std::string& section, const std::string& key);

/// Of `fields` the one with this key; null where there is none.
const Field* find_field(const Fields& fields, const std::string& key);

/// The same in a section, also where only another kind than the chosen one has the key.
const Field* find_in_any_kind(const SectionValue& section, const std::string& key);

/// The keys of a section, of all its kinds, each once.
std::vector<std::string> keys_of(const SectionValue& section);

/// Which keys below `root`, dotted, are likely to be meant by `key`, which the section at `place`
/// ("" is the root) does not have: one with the same letters, one that is also called so, or one
/// that a slip of the fingers makes it of; of these the ones in the same section, where there are
/// any. Nothing where there is no such key. Inside an item of a list ("encoders[1].model"), first
/// those of the same item; from elsewhere none of a list. Those of a section that need not be there
/// are likely inside it, and where there are no others.
///   own: the keys that the section has as it stands, of its chosen kind; of them and those below
///   them one with the same letters, or one that is also called so, is likelier than any other.
std::vector<std::string> likely_keys(const SectionValue& root, const std::string& place,
                                     const std::string& key, const Fields& own = {});

}  // namespace codegrid
