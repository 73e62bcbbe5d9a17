#include "cluster/measures/directed_neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>

#include "cluster/graph/query_neighbors.hpp"
#include "cluster/unit_length.hpp"

namespace codegrid {

at::Tensor find_directed_neighbors(const at::Tensor& codes, const at::Tensor& among,
                                   const at::Tensor& queries, std::int64_t n) {
  const at::Tensor unit = unit_length(codes.index_select(0, among));
  const at::Tensor directed = unit.ne(0).any(1);
  const at::Tensor places = at::nonzero(directed).flatten();  // in `among`, of those with one
  const at::Tensor found = at::full({queries.numel(), n}, -1, at::kInt);
  const std::int64_t there = std::min(n, places.numel() - 1);
  if (there < 1 || queries.numel() == 0) return found;
  at::Tensor number = at::full({among.numel()}, -1, at::kLong);  // among those with a direction
  number.index_copy_(0, places, at::arange(places.numel(), at::kLong));
  const at::Tensor asked = at::nonzero(directed.index_select(0, queries)).flatten();
  const at::Tensor rows = number.index_select(0, queries.index_select(0, asked));
  const at::Tensor near =
      find_neighbors_of(unit.index_select(0, places), rows, there, "neighbors that agree");
  found.slice(1, 0, there)
      .index_copy_(
          0, asked,
          places.to(at::kInt).index_select(0, near.flatten()).view({asked.numel(), there}));
  return found;
}

}  // namespace codegrid
