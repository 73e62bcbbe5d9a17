#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "cluster/lanes.hpp"
#include "cluster/points.hpp"

namespace codegrid {
namespace {

// Enough chunks to keep many threads busy, and so few that adding up what they found costs nothing.
constexpr std::int64_t kMostChunks = 64;
constexpr std::int64_t kLeastChunkRows = 1024;

// [N, D] -> [ceil(N / kLanes), D, kLanes], the last block filled up with zeros.
at::Tensor pack(const at::Tensor& codes) {
  const std::int64_t blocks = at::divup(codes.size(0), kLanes);
  const at::Tensor padded = at::constant_pad_nd(codes, {0, 0, 0, blocks * kLanes - codes.size(0)});
  return padded.view({blocks, kLanes, codes.size(1)}).transpose(1, 2).contiguous();
}

// Up to a multiple of kTile, with copies of the last row: a copy never wins a tie against its
// original.
at::Tensor fill_tile(const at::Tensor& targets) {
  const std::int64_t missing = at::divup(targets.size(0), kTile) * kTile - targets.size(0);
  const at::Tensor last = targets.slice(0, targets.size(0) - 1);
  return at::cat({targets, last.expand({missing, targets.size(1)})}).contiguous();
}

// What one chunk of points adds to the partition.
struct Share {
  std::vector<double> sums;
  std::vector<std::int64_t> counts;
  double inertia = 0;
  std::int64_t changed = 0;
};

class PackedPoints : public Points {
 public:
  explicit PackedPoints(const at::Tensor& codes) : Points(codes), packed_(pack(codes)) {}

  at::Tensor measure(const at::Tensor& targets) const override {
    const at::Tensor tiles = fill_tile(targets);
    at::Tensor result = at::empty({targets.size(0), count()}, codes().options());
    const float* from = tiles.const_data_ptr<float>();
    float* to = result.mutable_data_ptr<float>();
    at::parallel_for(0, packed_.size(0), kLeastChunkRows / kLanes, [&](auto begin, auto end) {
      std::vector<float> squared(static_cast<std::size_t>(tiles.size(0) * kLanes));
      for (auto block = begin; block < end; ++block) {
        codegrid::measure(block_data(block), width(), from, tiles.size(0), squared.data());
        for (std::int64_t target = 0; target < targets.size(0); ++target) {
          std::copy_n(squared.data() + target * kLanes, members(block),
                      to + target * count() + block * kLanes);
        }
      }
    });
    return result;
  }

  void assign(const at::Tensor& centroids, Partition& partition) const override {
    const at::Tensor tiles = fill_tile(centroids);
    // A chunk has at least k rows, so that the chunks' sums take no more memory than twice the
    // codes.
    const std::int64_t rows =
        std::max({kLeastChunkRows, at::divup(count(), kMostChunks), centroids.size(0)});
    const std::int64_t blocks = at::divup(rows, kLanes);
    std::vector<Share> shares(static_cast<std::size_t>(at::divup(packed_.size(0), blocks)));
    at::parallel_for(0, std::ssize(shares), 1, [&](auto begin, auto end) {
      for (auto chunk = begin; chunk < end; ++chunk) {
        const std::int64_t last = std::min((chunk + 1) * blocks, packed_.size(0));
        shares[static_cast<std::size_t>(chunk)] =
            assign_blocks(chunk * blocks, last, tiles, partition);
      }
    });
    add_up(shares, partition);
  }

 private:
  const float* block_data(std::int64_t block) const {
    return packed_.const_data_ptr<float>() + block * width() * kLanes;
  }

  std::int64_t members(std::int64_t block) const {
    return std::min(kLanes, count() - block * kLanes);
  }

  Share assign_blocks(std::int64_t first, std::int64_t last, const at::Tensor& tiles,
                      const Partition& partition) const {
    Share share;
    share.sums.resize(static_cast<std::size_t>(partition.sums.numel()));
    share.counts.resize(static_cast<std::size_t>(partition.counts.numel()));
    auto* labels = partition.labels.mutable_data_ptr<std::int32_t>();
    auto* squared = partition.squared.mutable_data_ptr<float>();
    Nearest nearest;
    for (std::int64_t block = first; block < last; ++block) {
      find_nearest(block_data(block), width(), tiles.const_data_ptr<float>(), tiles.size(0),
                   nearest);
      for (std::int64_t lane = 0; lane < members(block); ++lane) {
        const std::int64_t row = block * kLanes + lane;
        squared[row] = nearest.squared[lane];
        share.inertia += nearest.squared[lane];
        if (labels[row] == nearest.index[lane]) continue;
        if (labels[row] >= 0) add(block, lane, labels[row], -1, share);
        add(block, lane, nearest.index[lane], 1, share);
        labels[row] = nearest.index[lane];
        ++share.changed;
      }
    }
    return share;
  }

  // Only points that change clusters touch the sums: after a few iterations, one in a hundred.
  void add(std::int64_t block, std::int64_t lane, std::int32_t cluster, int sign,
           Share& share) const {
    double* sum = share.sums.data() + cluster * width();
    const float* point = block_data(block) + lane;
    for (std::int64_t column = 0; column < width(); ++column) {
      sum[column] += sign * static_cast<double>(point[column * kLanes]);
    }
    share.counts[static_cast<std::size_t>(cluster)] += sign;
  }

  static void add_up(const std::vector<Share>& shares, Partition& partition) {
    auto* sums = partition.sums.mutable_data_ptr<double>();
    auto* counts = partition.counts.mutable_data_ptr<std::int64_t>();
    partition.inertia = 0;
    partition.changed = 0;
    for (const Share& share : shares) {
      for (std::size_t i = 0; i < share.sums.size(); ++i) sums[i] += share.sums[i];
      for (std::size_t i = 0; i < share.counts.size(); ++i) counts[i] += share.counts[i];
      partition.inertia += share.inertia;
      partition.changed += share.changed;
    }
  }

  at::Tensor packed_;  // [blocks, D, kLanes]
};

}  // namespace

std::unique_ptr<Points> make_packed_points(const at::Tensor& codes) {
  return std::make_unique<PackedPoints>(codes);
}

}  // namespace codegrid
