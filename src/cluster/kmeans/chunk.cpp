#include "cluster/kmeans/chunk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cluster/kmeans/distances.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// The points of one chunk on their way to their nearest centroids.
class Assignment {
 public:
  Assignment(const Chunk& chunk, const CentroidGroups& centroids)
      : chunk_(chunk),
        centroids_(centroids),
        slack_(centroids.rounding()),
        reach_(static_cast<std::size_t>(chunk.count)),
        wanted_(static_cast<std::size_t>(chunk.count)) {}

  ChunkResult run() {
    const std::vector<std::int32_t> before(chunk_.labels, chunk_.labels + chunk_.count);
    measure_own(chunk_.codes, chunk_.width, chunk_.count, chunk_.labels, centroids_.row(0),
                centroids_.stride(), chunk_.squared);
    for (std::int64_t i = 0; i < chunk_.count; ++i) set_reach(i);
    for (std::int64_t group = 0; group < centroids_.count(); group += chunk_.shared)
      score_groups(group, std::min(centroids_.count(), group + chunk_.shared));
    for (std::int64_t i = 0; i < chunk_.count; ++i) {
      result_.inertia += chunk_.squared[i];
      const std::int32_t from = before[static_cast<std::size_t>(i)];
      if (chunk_.labels[i] != from)
        result_.moves.push_back({chunk_.first + i, from, chunk_.labels[i]});
    }
    return std::move(result_);
  }

 private:
  const float* code(std::int64_t i) const { return chunk_.codes + i * chunk_.width; }
  float& bound(std::int64_t group, std::int64_t i) const {
    return chunk_.bounds[group / chunk_.shared * chunk_.count + i];
  }
  void lower_bound(std::int64_t group, std::int64_t i, float distance) const {
    bound(group, i) = std::min(bound(group, i), distance);
  }

  void set_reach(std::int64_t i) {
    reach_[static_cast<std::size_t>(i)] =
        chunk_.squared[i] * (1 + 2 * slack_) + centroids_.underflow();
  }

  // Scores the points for which something in these groups, which share a bound, may be nearer than
  // what they have.
  void score_groups(std::int64_t first_group, std::int64_t last_group) {
    constexpr auto kDownwards = static_cast<float>(1 - 4 * kRounding);
    float drift = 0;
    for (std::int64_t group = first_group; group < last_group; ++group)
      drift = std::max(drift, centroids_.drift(group));
    float* bounds = &bound(first_group, 0);
    for (std::int64_t i = 0; i < chunk_.count; ++i)
      bounds[i] = std::max(bounds[i] * kDownwards - drift, 0.0F);
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < chunk_.count; ++i) {
      wanted_[static_cast<std::size_t>(count)] = static_cast<std::int32_t>(i);
      count += !(bounds[i] * bounds[i] > reach_[static_cast<std::size_t>(i)]);
    }
    for (std::int64_t i = 0; i < count; ++i)
      bounds[wanted_[static_cast<std::size_t>(i)]] = std::numeric_limits<float>::max();
    for (std::int64_t group = first_group; group < last_group; ++group) {
      stop_if_interrupted();
      for (std::int64_t first = 0; first < count; first += kTile)
        score_tile(group, wanted_.data() + first, std::min(kTile, count - first));
      result_.scored += count * centroids_.size(group);
    }
  }

  void score_tile(std::int64_t group, const std::int32_t* wanted, std::int64_t count) {
    const float* points[kTile];
    std::int32_t own[kTile];
    for (std::int64_t p = 0; p < kTile; ++p) {
      const std::int32_t i = wanted[std::min(p, count - 1)];
      points[p] = code(i);
      own[p] = centroids_.lane_in(group, chunk_.labels[i]);
    }
    Scores scores;
    score(points, own, chunk_.width, centroids_.coordinates(group), scores);
    for (std::int64_t p = 0; p < count; ++p) {
      const std::int32_t i = wanted[p];
      const float least = least_squared(i, scores.greatest[p]);
      if (least > chunk_.squared[i]) {
        lower_bound(group, i, distance_below(least));
      } else {
        settle(group, i, scores.of[p], scores.greatest[p], own[p]);
      }
    }
  }

  // Of a centroid with this score, by `measure`, at least.
  float least_squared(std::int64_t i, float score) const {
    return chunk_.to_mean[i] - centroids_.margin(chunk_.to_mean[i]) - 2 * score;
  }

  float distance_below(float squared) const {
    constexpr float kGreatest = std::numeric_limits<float>::max();  // an infinite bound would stay
    // NaN, of sums that overflow, bounds nothing.
    return squared > 0 ? std::sqrt(std::min(squared, kGreatest)) * (1 - slack_) : 0;
  }

  // Something in the group may be nearer: differences decide, the best score first.
  void settle(std::int64_t group, std::int64_t i, const float* scores, float greatest,
              std::int32_t own) {
    const std::int32_t label_before = chunk_.labels[i];
    const float squared_before = chunk_.squared[i];
    const std::int32_t* members = centroids_.members(group);
    std::int32_t best = 0;
    for (std::int32_t lane = 0; lane < kGroup; ++lane)
      best = scores[lane] == greatest && lane != own ? lane : best;
    if (best != own && members[best] >= 0) compare(i, members[best]);
    if (!(least_squared(i, greatest_but(scores, own, best)) > chunk_.squared[i])) {
      for (std::int32_t lane = 0; lane < kGroup; ++lane) {
        if (lane == own || lane == best || members[lane] < 0) continue;
        if (!(least_squared(i, scores[lane]) > chunk_.squared[i])) compare(i, members[lane]);
      }
    }
    const std::int32_t label = chunk_.labels[i];
    const std::int32_t now_own = centroids_.lane_in(group, label);
    lower_bound(group, i, distance_below(least_squared(i, greatest_but(scores, now_own, now_own))));
    if (label == label_before || label_before < 0) return;
    if (const std::int64_t other = centroids_.group_of(label_before); other != group)
      lower_bound(other, i, distance_below(squared_before));
  }

  // Of a group's scores, two lanes (or what is none) left out.
  static float greatest_but(const float* scores, std::int32_t one, std::int32_t other) {
    float left[kGroup];
    std::copy_n(scores, kGroup, left);
    for (const std::int32_t lane : {one, other}) {
      if (lane >= 0 && lane < kGroup) left[lane] = -std::numeric_limits<float>::infinity();
    }
    for (std::int64_t half = kGroup / 2; half > 0; half /= 2) {
      for (std::int64_t i = 0; i < half; ++i)
        left[i] = left[i] > left[i + half] ? left[i] : left[i + half];
    }
    return left[0];
  }

  void compare(std::int64_t i, std::int32_t centroid) {
    std::int32_t& label = chunk_.labels[i];
    float squared = 0;
    measure(code(i), chunk_.width, centroids_.row(centroid), centroids_.stride(), 1, &squared);
    if (label >= 0 && !(squared < chunk_.squared[i]) &&
        !(squared == chunk_.squared[i] && centroid < label)) {
      return;
    }
    label = centroid;
    chunk_.squared[i] = squared;
    set_reach(i);
  }

  Chunk chunk_;
  const CentroidGroups& centroids_;
  float slack_;               // relative, on a distance that `measure` gave
  std::vector<float> reach_;  // squared, rounded up: what is beyond is not nearer
  std::vector<std::int32_t> wanted_;
  ChunkResult result_;
};

}  // namespace

ChunkResult assign_chunk(const Chunk& chunk, const CentroidGroups& centroids) {
  return Assignment(chunk, centroids).run();
}

}  // namespace codegrid
