#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "cluster/graph/block_scores.hpp"
#include "cluster/graph/nearest_rows.hpp"
#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/scaled_codes.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

class ExactSearch {
 public:
  ExactSearch(const at::Tensor& codes, std::int64_t n, std::string_view method)
      : codes_(codes, method),
        wanted_(n),
        lists_(NeighborLists::empty(codes_, n)),
        scores_(codes_) {}

  NeighborLists run(const OnShare& on_share) {
    const std::int64_t blocks = at::divup(count(), kQueriesAtOnce);
    const std::int64_t round = at::get_num_threads();
    for (std::int64_t first = 0; first < blocks; first += round) {
      on_share(static_cast<double>(first) / static_cast<double>(blocks));
      at::parallel_for(
          first, std::min(blocks, first + round), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t block = begin; block < end; ++block)
              search_block(block * kQueriesAtOnce, std::min(count(), (block + 1) * kQueriesAtOnce));
          });
    }
    return lists_;
  }

 private:
  std::int64_t count() const { return codes_.count(); }

  void search_block(std::int64_t first, std::int64_t last) {
    std::vector<NearestRows> nearest;
    nearest.reserve(static_cast<std::size_t>(last - first));
    for (std::int64_t row = first; row < last; ++row)
      nearest.emplace_back(codes_, row, wanted_, scores_.margin(row));
    const at::Tensor queries = scores_.queries(first, last);
    at::Tensor scores = at::empty({0}, at::kFloat);
    for (std::int64_t target = 0; target < count(); target += kTargetsAtOnce) {
      stop_if_interrupted();
      const std::int64_t width = std::min(kTargetsAtOnce, count() - target);
      scores_.score(queries, target, width, scores);
      const float* score = scores.const_data_ptr<float>();
      for (NearestRows& one : nearest) {
        one.take(score, target, width, scores_.squared_length(first + (&one - nearest.data())));
        score += width;
      }
    }
    for (std::int64_t row = first; row < last; ++row)
      lists_.write(codes_, row, nearest[static_cast<std::size_t>(row - first)].finish());
  }

  ScaledCodes codes_;
  std::int64_t wanted_;
  NeighborLists lists_;
  BlockScores scores_;
};

}  // namespace

NeighborLists find_exact_neighbors(const at::Tensor& codes, std::int64_t n, const OnShare& on_share,
                                   std::string_view method) {
  return ExactSearch(codes, n, method).run(on_share);
}

}  // namespace codegrid
