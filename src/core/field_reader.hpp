#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/assignment.hpp"
#include "core/fields.hpp"
#include "core/section_roll.hpp"

namespace codegrid {

/// Reads a config into the places of a field table: first a file, then what the command line
/// changes. Every problem is kept as one line: source, key, what was found, what is allowed, and
/// for an unknown key the one that was likely meant. Places of values with problems keep theirs.
///
/// Where a section may be of several kinds, a key that only another kind has is refused, unless it
/// has its default there: a file that spells every key out is a config of any kind.
///
/// The keys of a section in a list are shown with its place, counted from 0: "encoders[1].name".
class FieldReader {
 public:
  /// The places hold the defaults until then.
  explicit FieldReader(Fields fields) : root_{std::move(fields)} {}
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  /// Reads the object of a file.
  void read(const nlohmann::json& object, const FieldSource& source);

  /// Reads assignments, each `a.b=value` (see assignment.hpp), a later one after an earlier one.
  /// Kinds are chosen before anything else, so that the order makes no difference to them: another
  /// kind than before begins with its defaults, and forgets what was read for the old one. That is
  /// so among the assignments before one that gives a whole list of sections, and among those after
  /// it. One to a key of a section that need not be there makes it be there.
  void assign(const std::vector<std::string>& assignments, const std::filesystem::path& folder);

  const std::vector<std::string>& problems() const { return problems_; }

  /// Where the key of the root was given first: the name of the file or assignment; empty where it
  /// was not, or is none.
  std::string source_of(const std::string& key) const;

 private:
  enum class Step { kKinds, kValues };

  void assign_together(std::span<const Assignment> assignments);

  void read_section(const nlohmann::json& object, const SectionValue& section,
                    const std::string& prefix, const FieldSource& source, Step step);
  void require(const nlohmann::json& object, const SectionValue& section, const std::string& prefix,
               const FieldSource& source);
  bool read_value(const nlohmann::json& found, const Field& field, const std::string& path,
                  const FieldSource& source);
  void choose(const nlohmann::json& found, const SectionValue& section, const std::string& path,
              const FieldSource& source);
  void read_kinds_of_kind(const nlohmann::json& object, const SectionValue& section,
                          const std::string& prefix, const FieldSource& source);
  void read_value_of_kind(const nlohmann::json& found, const std::string& key,
                          const SectionValue& section, const std::string& prefix,
                          const FieldSource& source);
  void read_added(const nlohmann::json& found, const Field& field, const std::string& path,
                  const FieldSource& source, Step step);
  void read_list(const nlohmann::json& found, const Field& field, const std::string& path,
                 const FieldSource& source);
  void read_items(const nlohmann::json& found, const Field& field, const std::string& path,
                  const FieldSource& source, Step step);
  void unknown(const std::string& key, const SectionValue& section, const std::string& prefix,
               const FieldSource& source);
  void problem(const FieldSource& source, const std::string& path, const std::string& text);

  SectionValue root_;
  SectionRoll roll_{root_};
  std::set<const SectionValue*> undecided_;     // whose kind was given, but is none
  std::map<std::string, std::string> sources_;  // of the root's keys that were given
  std::vector<std::string> problems_;
};

}  // namespace codegrid
