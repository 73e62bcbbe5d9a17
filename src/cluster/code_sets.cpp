#include "cluster/code_sets.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "cluster/codes_check.hpp"

namespace codegrid {

CodeSets CodeSets::contiguous() const {
  std::vector<CodeSet> sets;
  for (const CodeSet& set : sets_) sets.push_back({set.codes.contiguous(), set.rows});
  return CodeSets(std::move(sets));
}

at::Tensor codes_that_take_part(const CodeSet& set) {
  return set.rows.defined() ? set.codes.index_select(0, set.rows) : set.codes;
}

std::string name_of_set(std::string_view method, std::size_t i, std::size_t count) {
  return count == 1 ? std::string(method) : fmt::format("{}, encoder {}", method, i + 1);
}

void check_code_sets(const CodeSets& sets) {
  TORCH_CHECK(sets.size() >= 1, "expected the codes of at least one encoder");
  for (const CodeSet& set : sets) {
    const at::Tensor& codes = set.codes;
    TORCH_CHECK(codes.dim() == 2 && codes.size(1) >= 1, "codes must be [N, D], got ",
                codes.sizes());
    TORCH_CHECK(codes.scalar_type() == at::kFloat, "codes must be float32, got ", codes.dtype());
    TORCH_CHECK(codes.size(0) < std::numeric_limits<std::int32_t>::max(),
                "codes must be fewer than 2^31 - 1, got ", codes.size(0));
    TORCH_CHECK(codes.size(0) == sets.count(), "expected as many codes of each encoder, got ",
                sets.count(), " and ", codes.size(0));
  }
}

void require_clusterable(std::string_view method, const CodeSets& sets) {
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const at::Tensor codes = codes_that_take_part(sets[i]);
    const std::string name = name_of_set(method, i, sets.size());
    require_finite(name, codes);
    require_unequal(name, codes);
  }
}

}  // namespace codegrid
