#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace codegrid {

/// Numbers for labels that are texts: first each gets one as it comes, then all are numbered anew
/// in the order of their texts, byte by byte.
class LabelNumbers {
 public:
  /// The number of `label` so far.
  std::int64_t add(const std::string& label);

  struct Sorted {
    std::vector<std::string> names;        ///< In order.
    std::vector<std::int64_t> new_number;  ///< Of the number that `add` gave: its place in `names`.
  };
  Sorted sorted() const;

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
};

/// The names of two sets' labels, numbered together.
struct MergedLabels {
  std::vector<std::string> names;  ///< Of both, each once, in order.
  /// The new number of each name of the first and of the second.
  std::vector<std::int64_t> first, second;
};
MergedLabels merge_labels(const std::vector<std::string>& first,
                          const std::vector<std::string>& second);

}  // namespace codegrid
