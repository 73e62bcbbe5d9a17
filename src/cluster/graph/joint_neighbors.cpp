#include "cluster/graph/joint_neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <c10/util/Exception.h>

#include <limits>
#include <string>

namespace codegrid {
namespace {

// The lists of the codes at `rows`, [M], as lists of all `count`.
NeighborLists among_all(const NeighborLists& found, const at::Tensor& rows, std::int64_t count) {
  const at::Tensor numbers = rows.to(at::kInt)
                                 .index_select(0, found.indices.clamp_min(0).flatten())
                                 .view_as(found.indices);
  const at::Tensor indices = at::full({count, found.width()}, -1, at::kInt);
  const at::Tensor distances =
      at::full({count, found.width()}, std::numeric_limits<float>::infinity(), at::kFloat);
  indices.index_copy_(0, rows, numbers.masked_fill(found.indices.lt(0), -1));
  distances.index_copy_(0, rows, found.distances);
  return {indices, distances, found.exponent};
}

}  // namespace

std::vector<NeighborLists> find_joint_neighbors(const CodeSets& sets, std::int64_t n,
                                                NeighborSearch search, const OnShare& on_share,
                                                std::string_view method) {
  const auto all = static_cast<double>(sets.size());
  std::vector<NeighborLists> lists;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const NeighborLists found = find_neighbors(
        codes_that_take_part(sets[i]), n, search,
        [&](double done) { on_share((static_cast<double>(i) + done) / all); },
        name_of_set(method, i, sets.size()));
    lists.push_back(sets[i].rows.defined() ? among_all(found, sets[i].rows, sets.count()) : found);
  }
  return lists;
}

const std::vector<NeighborLists>& SharedNeighbors::find(const CodeSets& sets, std::int64_t n,
                                                        NeighborSearch search,
                                                        const OnShare& on_share,
                                                        std::string_view method) {
  if (lists_.empty()) lists_ = find_joint_neighbors(sets, n, search, on_share, method);
  TORCH_CHECK(lists_.size() == sets.size() && lists_.front().width() == n &&
                  lists_.front().indices.size(0) == sets.count(),
              "neighbors of other codes");
  return lists_;
}

}  // namespace codegrid
