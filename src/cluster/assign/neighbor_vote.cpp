#include "cluster/assign/neighbor_vote.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

// So many codes look for their neighbors together, between two looks at a signal.
constexpr std::int64_t kTogether = 512;
// Beside the farthest voter's distance: so that the weight of a code that is the same is finite.
constexpr double kNearly0 = 1e-6;

// What the neighbors by one encoder give a cluster.
struct NeighborsIn {
  double weight = 0;
  double distances = 0;
  std::int64_t voters = 0;
};

// A code as it came and in the measure of an index, and whether it has neighbors there.
class CodesForIndex {
 public:
  CodesForIndex(const CodeIndex& index, const at::Tensor& codes, Normalize normalize)
      : index_(index),
        given_(codes.contiguous()),
        rows_(index.measure().bring(given_).contiguous()),
        normalize_(normalize) {}

  // Adds the votes of the `wanted` nearest of codes first, first + 1, ..., one for each of `votes`.
  void vote(std::int64_t first, std::int64_t wanted, std::span<ClusterVotes> votes) const {
    std::vector<std::size_t> voting;
    std::vector<const float*> codes;
    for (std::size_t i = 0; i < votes.size(); ++i) {
      const std::int64_t row = first + static_cast<std::int64_t>(i);
      if (!has_neighbors(row)) continue;
      voting.push_back(i);
      codes.push_back(rows_.const_data_ptr<float>() + row * index_.width());
    }
    const auto found = index_.nearest_of_each(codes, wanted);
    for (std::size_t i = 0; i < voting.size(); ++i)
      votes[voting[i]].add(found[i], index_.measure().exponent);
  }

 private:
  bool has_neighbors(std::int64_t row) const {
    const float* given = given_.const_data_ptr<float>() + row * index_.width();
    const auto all_of_them = [&](auto&& holds) {
      return std::all_of(given, given + index_.width(), holds);
    };
    if (!all_of_them([](float value) { return std::isfinite(value); })) return false;
    return normalize_ != Normalize::kL2 || !all_of_them([](float value) { return value == 0; });
  }

  const CodeIndex& index_;
  at::Tensor given_;
  at::Tensor rows_;
  Normalize normalize_;
};

}  // namespace

void ClusterVotes::add(std::span<const IndexedNeighbor> neighbors, int exponent) {
  if (neighbors.empty()) return;
  const double farthest = std::sqrt(neighbors.back().squared);
  std::map<std::int64_t, NeighborsIn> found;
  double all = 0;
  for (const IndexedNeighbor& neighbor : neighbors) {
    const double distance = std::sqrt(neighbor.squared);
    const double weight = farthest > 0 ? 1 / (distance / farthest + kNearly0) : 1;
    NeighborsIn& votes = found[neighbor.cluster];
    votes.weight += weight;
    votes.distances += distance;
    ++votes.voters;
    all += weight;
  }
  ++encoders_;
  for (const auto& [cluster, here] : found) {
    Votes& votes = clusters_[cluster];
    votes.share += here.weight / all;
    votes.distances += std::ldexp(here.distances / static_cast<double>(here.voters), exponent);
    ++votes.encoders;
  }
}

// -1 as well where most voters are in none.
std::int64_t ClusterVotes::most() const {
  return std::ranges::max_element(clusters_, {}, [](const auto& one) { return one.second.share; })
      ->first;
}

// The cluster that has the most votes but for `cluster`; -1: no other has any.
std::int64_t ClusterVotes::next_to(std::int64_t cluster) const {
  std::int64_t best = -1;
  double share = 0;
  for (const auto& [other, votes] : clusters_) {
    if (other < 0 || other == cluster || votes.share <= share) continue;
    best = other;
    share = votes.share;
  }
  return best;
}

AssignedCode ClusterVotes::count(std::optional<std::int64_t> own) const {
  AssignedCode result;
  if (own) result.cluster = *own;
  if (encoders_ == 0) return result;
  const auto share = [&](const Votes& votes) {
    return votes.share / static_cast<double>(encoders_);
  };
  const auto distance = [](const Votes& votes) {
    return votes.distances / static_cast<double>(votes.encoders);
  };
  if (!own) result.cluster = most();
  const auto found = clusters_.find(result.cluster);
  result.confidence = found == clusters_.end() ? 0 : share(found->second);
  if (found != clusters_.end() && result.cluster >= 0) result.distance = distance(found->second);
  result.next_cluster = next_to(result.cluster);
  if (result.next_cluster >= 0) {
    const Votes& votes = clusters_.at(result.next_cluster);
    result.next_confidence = share(votes);
    result.next_distance = distance(votes);
  }
  return result;
}

NeighborVote::NeighborVote(const std::vector<std::filesystem::path>& indices,
                           std::int64_t neighbors, Normalize normalize)
    : neighbors_(neighbors), normalize_(normalize) {
  TORCH_CHECK(!indices.empty(), "expected the index of at least one encoder");
  for (const std::filesystem::path& path : indices) {
    indices_.push_back(std::make_unique<const CodeIndex>(path));
    const std::int64_t clusters = indices_.back()->clusters();
    if (clusters == indices_.front()->clusters()) continue;
    throw data_error(fmt::format(
        "{}: of {}, but {} is of {}; they are not of one clustering: group the runs again",
        path.string(), counted(clusters, "cluster", "clusters"), indices.front().string(),
        with_commas(indices_.front()->clusters())));
  }
}

std::int64_t NeighborVote::width() const {
  std::int64_t width = 0;
  for (const auto& index : indices_) width += index->width();
  return width;
}

std::vector<AssignedCode> NeighborVote::assign(
    const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == width(), "codes must be [N, ", width(),
              "], got ", codes.sizes());
  std::vector<CodesForIndex> sets;
  std::int64_t column = 0;
  for (const auto& index : indices_) {
    sets.emplace_back(*index, codes.slice(1, column, column + index->width()), normalize_);
    column += index->width();
  }
  std::vector<AssignedCode> assigned(static_cast<std::size_t>(codes.size(0)));
  at::parallel_for(0, codes.size(0), 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t first = begin; first < end; first += kTogether) {
      stop_if_interrupted();
      std::vector<ClusterVotes> votes(static_cast<std::size_t>(std::min(kTogether, end - first)));
      for (const CodesForIndex& set : sets) set.vote(first, neighbors_, votes);
      for (std::size_t i = 0; i < votes.size(); ++i) {
        const std::size_t place = static_cast<std::size_t>(first) + i;
        assigned[place] = votes[i].count(own[place]);
      }
    }
  });
  return assigned;
}

}  // namespace codegrid
