#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/fields.hpp"

namespace codegrid {

/// What has to be kept of a field table's sections while a config is read into it: of those that a
/// config adds, the fields of each; of those of several kinds, the defaults of each kind's keys.
class SectionRoll {
 public:
  /// The places of `root` hold the defaults; it must outlive the roll.
  explicit SectionRoll(const SectionValue& root) { enroll(root); }
  SectionRoll(const SectionRoll&) = delete;
  SectionRoll& operator=(const SectionRoll&) = delete;

  /// The default of a key that only some kinds of its section have.
  const nlohmann::json& default_of(const Field& field) const { return defaults_.at(&field); }

  /// How many sections there are of `field`, a list of them or one that need not be there.
  std::size_t count(const Field& field) const { return added_.at(&field).size(); }
  /// One of these. It lives as long as the roll, but counts no more after `reset`.
  const SectionValue& section(const Field& field, std::size_t index) const {
    return *added_.at(&field).at(index);
  }
  /// Makes there be `count`, with their defaults.
  void reset(const Field& field, std::size_t count);

  /// Which kind each section of several kinds is of now.
  using Kinds = std::map<const SectionValue*, std::size_t>;
  Kinds kinds() const;
  /// Of each section that is of another kind than it was `before`, the keys of all kinds get their
  /// defaults. Those that there were not before, or are no more, stay as they are.
  void begin_changed_kinds(const Kinds& before) const;

 private:
  using Sections = std::vector<std::unique_ptr<const SectionValue>>;

  void enroll(const SectionValue& section);
  void enroll_added(const Field& field);
  void retire(const SectionValue& section);
  void restore(const Field& field, const nlohmann::json& value) const;

  std::vector<const SectionValue*> with_kinds_;
  std::map<const Field*, nlohmann::json> defaults_;
  std::map<const Field*, Sections> added_;
  Sections retired_;  // kept, so that no other section comes to lie at the place of one of them
};

}  // namespace codegrid
