#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace codegrid {

/// What labels are called wherever they stand: by their names, or, where there are none, by their
/// numbers.
class LabelNames {
 public:
  LabelNames() = default;
  /// names: of label 0, 1, ...; a label beyond them is called by its number.
  explicit LabelNames(std::vector<std::string> names) : names_(std::move(names)) {}

  /// Characters of a name that a table or a picture shows.
  static constexpr std::size_t kMostShown = 24;
  /// The same of one that heads a column of numbers.
  static constexpr std::size_t kMostInColumn = 10;

  /// The whole name, its bytes as they are: for files.
  std::string operator()(std::int64_t label) const;
  /// For people: see printable; a longer one ends in "..." and has `most` characters.
  std::string shown(std::int64_t label, std::size_t most = kMostShown) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace codegrid
