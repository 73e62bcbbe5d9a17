#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cluster/centroid_groups.hpp"
#include "cluster/distances.hpp"
#include "cluster/grouping.hpp"
#include "cluster/points.hpp"

namespace codegrid {
namespace {

// A chunk's coordinates stay in a core's cache while the groups pass by.
constexpr std::int64_t kChunkNumbers = std::int64_t{1} << 17;
constexpr std::int64_t kLeastChunkRows = 128;
constexpr std::int64_t kMostChunkRows = 1024;
// So many rows are assigned before those that changed clusters are moved: what is remembered of
// them stays small, however many points there are.
constexpr std::int64_t kRoundRows = std::int64_t{1} << 18;

struct Move {
  std::int64_t row;
  std::int32_t from;  // -1: it had no cluster
  std::int32_t to;
};

// What the assignment of one chunk of points gave.
struct Share {
  std::vector<Move> moves;
  double inertia = 0;
  std::int64_t scored = 0;
};

// A chunk of the points and of what is known of them.
struct Rows {
  const float* codes;    // [count][width]
  const float* to_mean;  // [count], squared distances to the mean
  std::int32_t* labels;  // [count]
  float* squared;        // [count], distances to the own centroids
  float* bounds;         // [groups][count]
  std::int64_t first;
  std::int64_t count;
  std::int64_t width;
};

// The points of one chunk on their way to their nearest centroids.
class Chunk {
 public:
  Chunk(const Rows& rows, const CentroidGroups& centroids)
      : rows_(rows),
        centroids_(centroids),
        slack_(static_cast<float>(4 * (static_cast<double>(rows.width) + 16) * kRounding)),
        reach_(static_cast<std::size_t>(rows.count)),
        wanted_(static_cast<std::size_t>(rows.count)) {}

  Share assign() {
    const std::vector<std::int32_t> before(rows_.labels, rows_.labels + rows_.count);
    measure_own(rows_.codes, rows_.width, rows_.count, rows_.labels, centroids_.row(0),
                centroids_.stride(), rows_.squared);
    for (std::int64_t i = 0; i < rows_.count; ++i) set_reach(i);
    for (std::int64_t group = 0; group < centroids_.count(); ++group) pass_by(group);
    for (std::int64_t i = 0; i < rows_.count; ++i) {
      share_.inertia += rows_.squared[i];
      const std::int32_t from = before[static_cast<std::size_t>(i)];
      if (rows_.labels[i] != from) share_.moves.push_back({rows_.first + i, from, rows_.labels[i]});
    }
    return std::move(share_);
  }

 private:
  const float* code(std::int64_t i) const { return rows_.codes + i * rows_.width; }
  float& bound(std::int64_t group, std::int64_t i) const {
    return rows_.bounds[group * rows_.count + i];
  }

  void set_reach(std::int64_t i) {
    reach_[static_cast<std::size_t>(i)] = rows_.squared[i] * (1 + 2 * slack_);
  }

  // Scores the points for which something in the group may be nearer than what they have.
  void pass_by(std::int64_t group) {
    constexpr auto kDownwards = static_cast<float>(1 - 4 * kRounding);
    const float drift = centroids_.drift(group);
    float* bounds = &bound(group, 0);
    for (std::int64_t i = 0; i < rows_.count; ++i)
      bounds[i] = std::max(bounds[i] * kDownwards - drift, 0.0F);
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < rows_.count; ++i) {
      wanted_[static_cast<std::size_t>(count)] = static_cast<std::int32_t>(i);
      count += !(bounds[i] * bounds[i] > reach_[static_cast<std::size_t>(i)]);
    }
    for (std::int64_t first = 0; first < count; first += kTile)
      score_tile(group, wanted_.data() + first, std::min(kTile, count - first));
    share_.scored += count * centroids_.size(group);
  }

  void score_tile(std::int64_t group, const std::int32_t* wanted, std::int64_t count) {
    const float* points[kTile];
    std::int32_t own[kTile];
    for (std::int64_t p = 0; p < kTile; ++p) {
      const std::int32_t i = wanted[std::min(p, count - 1)];
      points[p] = code(i);
      own[p] = centroids_.lane_in(group, rows_.labels[i]);
    }
    Scores scores;
    score(points, own, rows_.width, centroids_.coordinates(group), scores);
    for (std::int64_t p = 0; p < count; ++p) {
      const std::int32_t i = wanted[p];
      const float least = least_squared(i, scores.greatest[p]);
      if (least > rows_.squared[i]) {
        bound(group, i) = distance_below(least);
      } else {
        settle(group, i, scores.of[p], scores.greatest[p], own[p]);
      }
    }
  }

  // Of a centroid with this score, by `measure`, at least.
  float least_squared(std::int64_t i, float score) const {
    return rows_.to_mean[i] - 2 * score - centroids_.margin(rows_.to_mean[i]);
  }

  float distance_below(float squared) const {
    return std::sqrt(std::max(squared, 0.0F)) * (1 - slack_);
  }

  // Something in the group may be nearer: differences decide, the best score first.
  void settle(std::int64_t group, std::int64_t i, const float* scores, float greatest,
              std::int32_t own) {
    const std::int32_t label_before = rows_.labels[i];
    const float squared_before = rows_.squared[i];
    const std::int32_t* members = centroids_.members(group);
    std::int32_t best = 0;
    for (std::int32_t lane = 0; lane < kGroup; ++lane)
      best = scores[lane] == greatest && lane != own ? lane : best;
    if (best != own && members[best] >= 0) compare(i, members[best]);
    if (!(least_squared(i, greatest_but(scores, own, best)) > rows_.squared[i])) {
      for (std::int32_t lane = 0; lane < kGroup; ++lane) {
        if (lane == own || lane == best || members[lane] < 0) continue;
        if (!(least_squared(i, scores[lane]) > rows_.squared[i])) compare(i, members[lane]);
      }
    }
    const std::int32_t label = rows_.labels[i];
    const std::int32_t now_own = centroids_.lane_in(group, label);
    bound(group, i) = distance_below(least_squared(i, greatest_but(scores, now_own, now_own)));
    if (label == label_before || label_before < 0) return;
    if (const std::int64_t other = centroids_.group_of(label_before); other != group)
      bound(other, i) = std::min(bound(other, i), distance_below(squared_before));
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
    std::int32_t& label = rows_.labels[i];
    float squared = 0;
    measure(code(i), rows_.width, centroids_.row(centroid), centroids_.stride(), 1, &squared);
    if (label >= 0 && !(squared < rows_.squared[i]) &&
        !(squared == rows_.squared[i] && centroid < label)) {
      return;
    }
    label = centroid;
    rows_.squared[i] = squared;
    set_reach(i);
  }

  Rows rows_;
  const CentroidGroups& centroids_;
  float slack_;               // relative, on a distance that `measure` gave
  std::vector<float> reach_;  // squared, rounded up: what is beyond is not nearer
  std::vector<std::int32_t> wanted_;
  Share share_;
};

class RowPoints : public Points {
 public:
  explicit RowPoints(const at::Tensor& codes)
      : Points(codes),
        data_(codes.const_data_ptr<float>()),
        width_(codes.size(1)),
        chunk_rows_(std::clamp(kChunkNumbers / width_, kLeastChunkRows, kMostChunkRows)),
        chunks_(at::divup(count(), chunk_rows_)),
        mean_(mean_row()),
        to_mean_(measure(mean_.unsqueeze(0))[0]) {}

  double variance() const override {
    return to_mean_.sum(at::kDouble).item<double>() / static_cast<double>(count() * width_);
  }

  at::Tensor measure(const at::Tensor& targets) const override {
    const at::Tensor result = at::empty({targets.size(0), count()}, codes().options());
    float* to = result.mutable_data_ptr<float>();
    for_each_row(targets, [&](std::int64_t, std::int64_t row, const std::vector<float>& squared) {
      for (std::size_t target = 0; target < squared.size(); ++target)
        to[static_cast<std::int64_t>(target) * count() + row] = squared[target];
    });
    return result;
  }

  at::Tensor sums_with(const at::Tensor& targets, const at::Tensor& nearest) const override {
    const at::Tensor sums = at::zeros({chunks_, targets.size(0)}, at::kDouble);
    double* all = sums.mutable_data_ptr<double>();
    const float* least = nearest.const_data_ptr<float>();
    for_each_row(targets,
                 [&](std::int64_t chunk, std::int64_t row, const std::vector<float>& squared) {
                   double* sum = all + chunk * targets.size(0);
                   for (std::size_t target = 0; target < squared.size(); ++target)
                     sum[target] += std::min(least[row], squared[target]);
                 });
    return sums.sum(0);
  }

  void assign(const at::Tensor& centroids, Partition& partition) const override {
    const at::Tensor used = centroids.contiguous();
    if (!partition.centroids.defined()) {
      partition.order = group_alike(used, kGroup);
      partition.bounds = at::zeros({count() * at::divup(used.size(0), kGroup)}, at::kFloat);
    }
    const CentroidGroups groups(used, partition.centroids, partition.order, mean_);
    partition.centroids = used.clone();
    partition.inertia = 0;
    partition.changed = 0;
    partition.scored = 0;
    const std::int64_t round = std::max<std::int64_t>(1, kRoundRows / chunk_rows_);
    for (std::int64_t first = 0; first < chunks_; first += round) {
      const std::vector<Share> shares =
          assign_chunks(groups, first, std::min(chunks_, first + round), partition);
      for (const Share& share : shares) {
        partition.inertia += share.inertia;
        partition.changed += std::ssize(share.moves);
        partition.scored += share.scored;
      }
      move(shares, partition);
    }
  }

 private:
  std::int64_t rows_of(std::int64_t chunk) const {
    return std::min(chunk_rows_, count() - chunk * chunk_rows_);
  }

  const float* row(std::int64_t index) const { return data_ + index * width_; }

  // Calls use(chunk, row, its squared distances to all targets).
  template <class Use>
  void for_each_row(const at::Tensor& targets, const Use& use) const {
    const at::Tensor padded = pad_rows(targets);
    at::parallel_for(0, chunks_, 1, [&](std::int64_t begin, std::int64_t end) {
      std::vector<float> squared(static_cast<std::size_t>(targets.size(0)));
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        const std::int64_t first = chunk * chunk_rows_;
        for (std::int64_t i = first; i < first + rows_of(chunk); ++i) {
          codegrid::measure(row(i), width(), padded.const_data_ptr<float>(), padded.size(1),
                            targets.size(0), squared.data());
          use(chunk, i, squared);
        }
      }
    });
  }

  at::Tensor mean_row() const {
    const at::Tensor sums = at::zeros({chunks_, width()}, at::kDouble);
    double* all = sums.mutable_data_ptr<double>();
    at::parallel_for(0, chunks_, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        const std::int64_t first = chunk * chunk_rows_;
        for (std::int64_t i = first; i < first + rows_of(chunk); ++i)
          add_to(all + chunk * width(), row(i), width(), 1);
      }
    });
    return (sums.sum(0) / count()).to(at::kFloat);
  }

  std::vector<Share> assign_chunks(const CentroidGroups& groups, std::int64_t first,
                                   std::int64_t last, const Partition& partition) const {
    std::vector<Share> shares(static_cast<std::size_t>(last - first));
    auto* labels = partition.labels.mutable_data_ptr<std::int32_t>();
    auto* squared = partition.squared.mutable_data_ptr<float>();
    auto* bounds = partition.bounds.mutable_data_ptr<float>();
    at::parallel_for(first, last, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        const std::int64_t row_first = chunk * chunk_rows_;
        const Rows rows{row(row_first),
                        to_mean_.const_data_ptr<float>() + row_first,
                        labels + row_first,
                        squared + row_first,
                        bounds + row_first * groups.count(),
                        row_first,
                        rows_of(chunk),
                        width()};
        shares[static_cast<std::size_t>(chunk - first)] = Chunk(rows, groups).assign();
      }
    });
    return shares;
  }

  // Each thread has clusters of its own and moves their points in the order of the rows. Only
  // points that change clusters touch the sums: after a few iterations, one in a hundred.
  void move(const std::vector<Share>& shares, Partition& partition) const {
    auto* sums = partition.sums.mutable_data_ptr<double>();
    auto* counts = partition.counts.mutable_data_ptr<std::int64_t>();
    const std::int64_t parts = at::get_num_threads();
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
      const auto is_here = [&](std::int32_t cluster) {
        return cluster >= 0 && cluster % parts >= begin && cluster % parts < end;
      };
      const auto add = [&](std::int32_t cluster, std::int64_t point, int sign) {
        add_to(sums + cluster * width(), row(point), width(), sign);
        counts[cluster] += sign;
      };
      for (const Share& share : shares) {
        for (const Move& one : share.moves) {
          if (is_here(one.from)) add(one.from, one.row, -1);
          if (is_here(one.to)) add(one.to, one.row, 1);
        }
      }
    });
  }

  const float* data_;
  std::int64_t width_;
  std::int64_t chunk_rows_;
  std::int64_t chunks_;
  at::Tensor mean_;     // [D] float32
  at::Tensor to_mean_;  // [N] float32, each point's squared distance to it
};

}  // namespace

std::unique_ptr<Points> make_row_points(const at::Tensor& codes) {
  return std::make_unique<RowPoints>(codes);
}

}  // namespace codegrid
