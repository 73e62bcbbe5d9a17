#include "cluster/graph/query_neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <vector>

#include "cluster/graph/block_scores.hpp"
#include "cluster/graph/nearest_rows.hpp"
#include "cluster/graph/scaled_codes.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// One block of queries against all codes.
//   rows: those of the block; found: their lists, [rows, n] int32.
void search_rows(const ScaledCodes& codes, const BlockScores& blocks, const at::Tensor& rows,
                 const at::Tensor& found) {
  const auto* row = rows.const_data_ptr<std::int64_t>();
  const std::int64_t n = found.size(1);
  std::vector<NearestRows> nearest;
  nearest.reserve(static_cast<std::size_t>(rows.numel()));
  for (std::int64_t i = 0; i < rows.numel(); ++i)
    nearest.emplace_back(codes, row[i], n, blocks.margin(row[i]));
  const at::Tensor queries = blocks.queries(rows);
  at::Tensor scores = at::empty({0}, at::kFloat);
  for (std::int64_t target = 0; target < codes.count(); target += kTargetsAtOnce) {
    stop_if_interrupted();
    const std::int64_t width = std::min(kTargetsAtOnce, codes.count() - target);
    blocks.score(queries, target, width, scores);
    const float* score = scores.const_data_ptr<float>();
    for (std::size_t i = 0; i < nearest.size(); ++i, score += width)
      nearest[i].take(score, target, width, blocks.squared_length(row[i]));
  }
  auto* index = found.mutable_data_ptr<std::int32_t>();
  for (NearestRows& one : nearest) {
    for (const Neighbor& neighbor : one.finish()) *index++ = neighbor.index;
  }
}

}  // namespace

at::Tensor find_neighbors_of(const at::Tensor& codes, const at::Tensor& rows, std::int64_t n,
                             std::string_view method) {
  TORCH_CHECK(codes.dim() == 2 && n >= 1 && n < codes.size(0),
              "neighbors must be from 1 to N - 1, got ", n, " of codes ", codes.sizes());
  const ScaledCodes scaled(codes, method);
  const BlockScores blocks(scaled);
  const at::Tensor wanted = rows.contiguous();
  const at::Tensor found = at::empty({wanted.numel(), n}, at::kInt);
  at::parallel_for(0, at::divup(wanted.numel(), kQueriesAtOnce), 1,
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t block = begin; block < end; ++block) {
                       const std::int64_t first = block * kQueriesAtOnce;
                       search_rows(scaled, blocks, wanted.slice(0, first, first + kQueriesAtOnce),
                                   found.slice(0, first, first + kQueriesAtOnce));
                     }
                   });
  return found;
}

}  // namespace codegrid
