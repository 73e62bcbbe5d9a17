#include "cluster/measures/trust.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "cluster/measures/contingency.hpp"
#include "cluster/measures/directed_neighbors.hpp"
#include "core/interrupt.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// Codes that are looked at, and those among them whose neighbors are.
struct TrustSample {
  at::Tensor rows;     // [S] int64, rising: of all codes
  at::Tensor groups;   // [S] int64, of those
  at::Tensor queries;  // [Q] int64, rising: places in `rows`
};

TrustSample draw_sample(const at::Tensor& assignments, std::int64_t k,
                        const at::Generator& generator, const TrustOptions& options) {
  TrustSample sample;
  const std::int64_t count = assignments.numel();
  sample.rows = at::arange(count, at::kLong);
  if (count > options.most_codes) {
    const at::Tensor drawn =
        at::randperm(count, generator, at::kLong).slice(0, 0, options.most_codes);
    sample.rows = std::get<0>(at::sort(drawn));
  }
  sample.groups = assignments.index_select(0, sample.rows).contiguous();
  const at::Tensor order = at::randperm(sample.rows.numel(), generator, at::kLong);
  const auto* place_of = order.const_data_ptr<std::int64_t>();
  const auto* group = sample.groups.const_data_ptr<std::int64_t>();
  std::vector<std::int64_t> wanted(static_cast<std::size_t>(k),
                                   std::max<std::int64_t>(1, options.most_queries / k));
  std::vector<std::int64_t> queries;
  for (std::int64_t i = 0; i < order.numel(); ++i) {
    const std::int64_t own = group[place_of[i]];
    if (own < 0 || wanted[static_cast<std::size_t>(own)]-- <= 0) continue;
    queries.push_back(place_of[i]);
  }
  std::ranges::sort(queries);
  sample.queries = at::tensor(queries, at::kLong);
  return sample;
}

// Where the neighbors of the codes that are looked at lie.
class NeighborCounts {
 public:
  NeighborCounts(const TrustSample& sample, std::int64_t k)
      : group_(sample.groups.const_data_ptr<std::int64_t>()),
        query_(sample.queries.const_data_ptr<std::int64_t>()),
        queries_(static_cast<std::size_t>(sample.queries.numel())),
        seen_(static_cast<std::size_t>(k), 0) {}

  // The neighbors by one encoder, [Q, n] int32.
  void add(const at::Tensor& neighbors) {
    const std::int64_t n = neighbors.size(1);
    const auto* neighbor = neighbors.const_data_ptr<std::int32_t>();
    for (std::size_t i = 0; i < queries_.size(); ++i, neighbor += n) add_query(i, {neighbor, n});
  }

  std::vector<GroupTrust> groups() {
    std::vector<GroupTrust> groups(seen_.size());
    std::vector<double> shares(groups.size(), 0);
    std::vector<double> all(groups.size(), 0);
    for (std::size_t i = 0; i < queries_.size(); ++i) {
      const Query& query = queries_[i];
      if (query.sets == 0) continue;
      const auto own = static_cast<std::size_t>(own_group(i));
      ++groups[own].looked_at;
      shares[own] += query.share / query.sets;
      all[own] += query.all_agree ? 1 : 0;
    }
    for (std::size_t own = 0; own < groups.size(); ++own) {
      if (groups[own].looked_at == 0) continue;
      const auto looked_at = static_cast<double>(groups[own].looked_at);
      groups[own].neighbors_agree = shares[own] / looked_at;
      groups[own].all_agree = all[own] / looked_at;
    }
    find_overlaps(groups);
    return groups;
  }

 private:
  struct Query {
    double share = 0;  // of its neighbors that are in its group, added up over the encoders
    int sets = 0;      // encoders that give it neighbors
    bool all_agree = true;
  };
  struct List {
    const std::int32_t* first;
    std::int64_t width;
  };

  std::int64_t own_group(std::size_t i) const { return group_[query_[i]]; }

  void add_query(std::size_t i, List neighbors) {
    const std::int64_t own = own_group(i);
    std::int64_t found = 0;
    std::int64_t agreeing = 0;
    for (; found < neighbors.width && neighbors.first[found] >= 0; ++found) {
      const std::int64_t there = group_[neighbors.first[found]];
      if (there == own) ++agreeing;
      if (there >= 0 && there != own) elsewhere_.push_back({own, there});
    }
    if (found == 0) return;
    Query& query = queries_[i];
    query.share += static_cast<double>(agreeing) / static_cast<double>(found);
    ++query.sets;
    query.all_agree = query.all_agree && agreeing == found;
    seen_[static_cast<std::size_t>(own)] += found;
  }

  // Of other groups with as many neighbors, the one of the smaller number.
  void find_overlaps(std::vector<GroupTrust>& groups) {
    std::ranges::sort(elsewhere_);
    for (auto first = elsewhere_.begin(); first != elsewhere_.end();) {
      const auto last =
          std::find_if(first, elsewhere_.end(), [&](const auto& pair) { return pair != *first; });
      const auto own = static_cast<std::size_t>(first->first);
      const double share = static_cast<double>(last - first) / static_cast<double>(seen_[own]);
      if (share > groups[own].overlap) {
        groups[own].overlap = share;
        groups[own].overlaps = first->second;
      }
      first = last;
    }
  }

  const std::int64_t* group_;
  const std::int64_t* query_;
  std::vector<Query> queries_;
  std::vector<std::int64_t> seen_;  // neighbors of each group's queries
  std::vector<std::pair<std::int64_t, std::int64_t>> elsewhere_;  // own group, the neighbor's
};

// The mean over the groups by their sizes; of `unassigned` codes, it is 0. Groups of which nothing
// was looked at do not count.
double mean_by_size(const std::vector<GroupTrust>& groups, const std::int64_t* sizes,
                    std::int64_t unassigned, double GroupTrust::*figure) {
  double sum = 0;
  auto codes = static_cast<double>(unassigned);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].looked_at == 0) continue;
    sum += static_cast<double>(sizes[i]) * groups[i].*figure;
    codes += static_cast<double>(sizes[i]);
  }
  return sum / codes;  // 0 / 0 is NaN: nothing was looked at
}

// The mean over the groups of which something was looked at.
double mean_over_groups(const std::vector<GroupTrust>& groups) {
  double sum = 0;
  double count = 0;
  for (const GroupTrust& group : groups) {
    if (group.looked_at == 0) continue;
    sum += group.neighbors_agree;
    ++count;
  }
  return sum / count;  // 0 / 0 is NaN
}

// Share of the neighbors that agree where groups of these sizes are drawn by lot.
double chance_of(const at::Tensor& sizes, std::int64_t count) {
  const at::Tensor shares = sizes.to(at::kDouble) / static_cast<double>(count);
  return shares.square().sum().item<double>();
}

void find_all_halves(const std::vector<at::Tensor>& codes, const at::Tensor& assignments,
                     const at::Tensor& sizes, const at::Generator& generator,
                     const std::function<void(double done)>& on_share, const TrustOptions& options,
                     std::vector<GroupTrust>& groups) {
  const at::Tensor largest = at::argsort(sizes, /*stable=*/true, /*dim=*/0, /*descending=*/true)
                                 .slice(0, 0, options.most_groups)
                                 .contiguous();
  for (std::int64_t i = 0; i < largest.numel(); ++i) {
    stop_if_interrupted();
    if (on_share) on_share(static_cast<double>(i) / static_cast<double>(largest.numel()));
    const std::int64_t group = largest.const_data_ptr<std::int64_t>()[i];
    at::Tensor members = at::nonzero(assignments.eq(group)).flatten();
    if (members.numel() > options.most_members) {
      const at::Tensor drawn =
          at::randperm(members.numel(), generator, at::kLong).slice(0, 0, options.most_members);
      members = members.index_select(0, std::get<0>(at::sort(drawn)));
    }
    groups[static_cast<std::size_t>(group)].halves =
        find_halves(codes, members, draw_seed(generator));
  }
}

}  // namespace

Trust measure_trust(const std::vector<at::Tensor>& codes, const at::Tensor& assignments,
                    std::int64_t k, const at::Generator& generator,
                    const std::function<void(double done)>& on_share, const TrustOptions& options) {
  TORCH_CHECK(!codes.empty() && k >= 1 && assignments.numel() >= 1, "nothing to measure");
  for (const at::Tensor& set : codes)
    TORCH_CHECK(set.dim() == 2 && set.size(0) == assignments.numel(),
                "codes and assignments differ in size: ", set.sizes(), ", ", assignments.sizes());
  const at::Tensor sizes = cluster_sizes(assignments, k);
  const TrustSample sample = draw_sample(assignments, k, generator, options);
  NeighborCounts counts(sample, k);
  for (const at::Tensor& set : codes)
    counts.add(find_directed_neighbors(set, sample.rows, sample.queries, options.neighbors));
  Trust trust;
  trust.neighbors = options.neighbors;
  trust.groups = counts.groups();
  for (const GroupTrust& group : trust.groups) trust.looked_at += group.looked_at;
  const auto* size = sizes.const_data_ptr<std::int64_t>();
  const std::int64_t unassigned = assignments.numel() - sizes.sum().item<std::int64_t>();
  trust.neighbors_agree =
      mean_by_size(trust.groups, size, unassigned, &GroupTrust::neighbors_agree);
  trust.all_agree = mean_by_size(trust.groups, size, unassigned, &GroupTrust::all_agree);
  const double assigned =
      1 - static_cast<double>(unassigned) / static_cast<double>(assignments.numel());
  trust.groups_agree = assigned * mean_over_groups(trust.groups);
  trust.by_chance = chance_of(sizes, assignments.numel());
  trust.above_chance =
      (trust.neighbors_agree - trust.by_chance) / (1 - trust.by_chance);  // one group: 0 / 0
  find_all_halves(codes, assignments, sizes, generator, on_share, options, trust.groups);
  return trust;
}

}  // namespace codegrid
