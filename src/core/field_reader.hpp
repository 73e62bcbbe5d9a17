#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace codegrid {

/// Reads a config into the places of a field table: first a file, then what the command line
/// changes. Every problem is kept as one line: source, key, what was found, what is allowed, and
/// for an unknown key the one that was likely meant. Places of values with problems keep theirs.
///
/// Where a section may be of several kinds, a key that only another kind has is refused, unless it
/// has its default there: a file that spells every key out is a config of any kind.
class FieldReader {
 public:
  /// The places hold the defaults until then.
  explicit FieldReader(Fields fields);
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  /// Reads the object of a file.
  void read(const nlohmann::json& object, const FieldSource& source);

  /// Reads assignments, each `a.b=value` (see assignment.hpp), a later one after an earlier one.
  /// Kinds are chosen before anything else, so that the order makes no difference to them: another
  /// kind than before begins with its defaults, and forgets what was read for the old one.
  void assign(const std::vector<std::string>& assignments, const std::filesystem::path& folder);

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  enum class Step { kKinds, kValues };

  void read_section(const nlohmann::json& object, const SectionValue& section,
                    const std::string& prefix, const FieldSource& source, Step step);
  void require(const nlohmann::json& object, const SectionValue& section, const std::string& prefix,
               const FieldSource& source);
  bool read_value(const nlohmann::json& found, const Field& field, const std::string& path,
                  const FieldSource& source);
  void choose(const nlohmann::json& found, const SectionValue& section, const std::string& path,
              const FieldSource& source);
  void read_value_of_kind(const nlohmann::json& found, const std::string& key,
                          const SectionValue& section, const std::string& prefix,
                          const FieldSource& source);
  void unknown(const std::string& key, const SectionValue& section, const std::string& prefix,
               const FieldSource& source);
  void problem(const FieldSource& source, const std::string& path, const std::string& text);

  SectionValue root_;
  std::vector<const SectionValue*> with_kinds_;      // sections of root_
  std::map<const Field*, nlohmann::json> defaults_;  // of the keys that only some kinds have
  std::set<const SectionValue*> undecided_;          // whose kind was given, but is none
  std::vector<std::string> problems_;
};

}  // namespace codegrid
