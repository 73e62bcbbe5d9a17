#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace codegrid {

/// The codes that one encoder gives.
struct CodeSet {
  at::Tensor codes;   ///< [N, D] float32 on the CPU, as they are to be clustered.
  at::Tensor rows{};  ///< [M] int64, rising: the codes that take part; undefined: all of them.
};

/// Codes of the same N things by one encoder or by several, each with a width of its own.
class CodeSets {
 public:
  // Implicit: those of one encoder are what nearly everybody has.
  CodeSets(const at::Tensor& codes) : sets_{{codes}} {}
  explicit CodeSets(std::vector<CodeSet> sets) : sets_(std::move(sets)) {}

  std::size_t size() const { return sets_.size(); }
  /// N.
  std::int64_t count() const { return sets_.front().codes.size(0); }
  const CodeSet& operator[](std::size_t i) const { return sets_[i]; }
  auto begin() const { return sets_.begin(); }
  auto end() const { return sets_.end(); }

  /// The same sets, the codes of each contiguous.
  CodeSets contiguous() const;

 private:
  std::vector<CodeSet> sets_;
};

/// Those codes of a set that take part, [M, D].
at::Tensor codes_that_take_part(const CodeSet& set);

/// What messages on set number `i` of `count` begin with: "graph" of one, "graph, encoder 2" of
/// several.
std::string name_of_set(std::string_view method, std::size_t i, std::size_t count);

/// TORCH_CHECK for sets of wrong shapes or types, of different numbers of codes, or none.
void check_code_sets(const CodeSets& sets);

/// Throws Error(kBadData) where codes of a set that take part hold NaN or infinity or are all
/// equal. `method` is the first word of the message.
void require_clusterable(std::string_view method, const CodeSets& sets);

}  // namespace codegrid
