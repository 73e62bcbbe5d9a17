#include "cluster/hdbscan/nearest_foreign.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kScoresAtOnce = 16;  // that are looked at together

// One query, while the scores of all codes pass by.
class ForeignSearch {
 public:
  ForeignSearch(const MutualReachability& reach, const Communities& components,
                const BlockScores& scores, std::int32_t query, float bound)
      : reach_(reach),
        components_(components),
        query_(query),
        component_(components[place(query)]),
        squared_length_(scores.squared_length(query)),
        margin_(scores.margin(query)),
        best_{bound} {
    set_threshold();
  }

  void take(const float* scores, std::int64_t first, std::int64_t count) {
    if (reach_.core(query_) >= best_.distance) return;  // nothing can be nearer
    std::int64_t i = 0;
    for (; i + kScoresAtOnce <= count; i += kScoresAtOnce) {
      int above = 0;
      for (std::int64_t j = 0; j < kScoresAtOnce; ++j) above |= scores[i + j] > threshold_;
      if (above == 0) continue;
      for (std::int64_t j = i; j < i + kScoresAtOnce; ++j) consider(scores[j], first + j);
    }
    for (; i < count; ++i) consider(scores[i], first + i);
  }

  const ForeignCode& best() const { return best_; }

 private:
  void set_threshold() {
    const float bound = best_.distance;
    threshold_ = bound < std::numeric_limits<float>::infinity()
                     ? (squared_length_ - bound * bound - margin_) / 2
                     : -std::numeric_limits<float>::infinity();
  }

  void consider(float score, std::int64_t number) {
    if (!(score > threshold_)) return;
    const auto other = static_cast<std::int32_t>(number);
    if (components_[place(other)] == component_ || reach_.core(other) >= best_.distance) return;
    const float distance = reach_(query_, other);
    if (!(distance < best_.distance)) return;
    best_ = {distance, other};
    set_threshold();
  }

  const MutualReachability& reach_;
  const Communities& components_;
  std::int32_t query_;
  std::int32_t component_;
  float squared_length_;
  float margin_;
  float threshold_ = 0;
  ForeignCode best_;
};

}  // namespace

std::vector<ForeignCode> NearestForeign::find(std::span<const std::int32_t> queries,
                                              std::span<const float> bounds,
                                              const Communities& components) const {
  const auto count = static_cast<std::int64_t>(queries.size());
  const std::int64_t codes = reach_.codes.count();
  std::vector<ForeignCode> found(queries.size());
  at::parallel_for(
      0, at::divup(count, kQueriesAtOnce), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
          const auto first = static_cast<std::size_t>(block * kQueriesAtOnce);
          const auto last = static_cast<std::size_t>(std::min(count, (block + 1) * kQueriesAtOnce));
          std::vector<ForeignSearch> searches;
          for (std::size_t i = first; i < last; ++i)
            searches.emplace_back(reach_, components, scores_, queries[i], bounds[i]);
          const std::vector<std::int64_t> rows(queries.begin() + static_cast<std::ptrdiff_t>(first),
                                               queries.begin() + static_cast<std::ptrdiff_t>(last));
          const at::Tensor some = scores_.queries(at::tensor(rows, at::kLong));
          at::Tensor scores = at::empty({0}, at::kFloat);
          for (std::int64_t target = 0; target < codes; target += kTargetsAtOnce) {
            stop_if_interrupted();
            const std::int64_t width = std::min(kTargetsAtOnce, codes - target);
            scores_.score(some, target, width, scores);
            const float* score = scores.const_data_ptr<float>();
            for (ForeignSearch& search : searches) {
              search.take(score, target, width);
              score += width;
            }
          }
          for (std::size_t i = first; i < last; ++i) found[i] = searches[i - first].best();
        }
      });
  return found;
}

}  // namespace codegrid
