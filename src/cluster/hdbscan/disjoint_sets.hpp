#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace codegrid {

/// Sets of 0 to N - 1 that are joined two at a time (Tarjan 1975).
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count) : above_(count), sizes_(count, 1) {
    std::iota(above_.begin(), above_.end(), 0);
  }

  /// A member that stands for the set.
  std::int32_t find(std::int32_t member) {
    while (above(member) != member) member = above(member) = above(above(member));
    return member;
  }
  /// Members of the set that `root` stands for.
  std::int32_t size(std::int32_t root) const { return sizes_[static_cast<std::size_t>(root)]; }
  /// Joins the sets of two members; false where they are one already.
  bool join(std::int32_t one, std::int32_t other) {
    one = find(one);
    other = find(other);
    if (one == other) return false;
    if (size(one) < size(other)) std::swap(one, other);
    above(other) = one;
    sizes_[static_cast<std::size_t>(one)] += size(other);
    return true;
  }

 private:
  std::int32_t& above(std::int32_t member) { return above_[static_cast<std::size_t>(member)]; }

  std::vector<std::int32_t> above_;
  std::vector<std::int32_t> sizes_;  // of those that stand for a set
};

}  // namespace codegrid
