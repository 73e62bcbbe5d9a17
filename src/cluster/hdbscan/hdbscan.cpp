#include "cluster/hdbscan/hdbscan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/code_sets.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

// Longer lists than the core distances take tell more components their way out.
constexpr std::int64_t kLeastNeighbors = 16;

using OnHdbscanStage = std::function<void(std::string_view stage, std::optional<double> done)>;

void check_hdbscan(const CodeSets& codes, const HdbscanOptions& options) {
  check_code_sets(codes);
  TORCH_CHECK(options.min_samples >= 1, "min_samples must be at least 1, got ",
              options.min_samples);
  TORCH_CHECK(!options.min_cluster_size || *options.min_cluster_size >= 2,
              "min_cluster_size must be at least 2, got ", options.min_cluster_size.value_or(0));
  require_enough_for_hdbscan(codes.count(), options);
  require_clusterable("hdbscan", codes);
}

Error no_clusters(std::int64_t codes, std::int64_t least, const HdbscanOptions& options) {
  return data_error(fmt::format(
      "hdbscan: found no clusters in {}: no two groups of {} or more are denser than what lies "
      "between them. Lower clustering.min_cluster_size (here {}) or clustering.min_samples ({}), "
      "or "
      "choose a method that divides all codes: --set clustering.method=graph",
      counted(codes, "code", "codes"), with_commas(least), with_commas(least),
      options.min_samples));
}

}  // namespace

std::int64_t least_members_of(std::int64_t codes, const HdbscanOptions& options) {
  constexpr std::int64_t kShare = 500;
  constexpr std::int64_t kLeast = 5;
  return options.min_cluster_size.value_or(std::max(kLeast, codes / kShare));
}

void require_enough_for_hdbscan(std::int64_t codes, const HdbscanOptions& options) {
  const std::int64_t least = least_members_of(codes, options);
  if (codes >= 2 * least && codes > options.min_samples) return;
  throw data_error(fmt::format(
      "hdbscan: found {} for clusters of {} or more and {} = {}; expected at least twice as many "
      "as "
      "in a cluster, and more than min_samples. Lower clustering.min_cluster_size or "
      "clustering.min_samples, or give more images.",
      counted(codes, "code", "codes"), with_commas(least), "min_samples", options.min_samples));
}

HdbscanClusters cluster_hdbscan(const at::Tensor& codes, const HdbscanOptions& options,
                                const OnHdbscanStage& on_stage) {
  check_hdbscan(codes, options);
  const OnHdbscanStage report =
      on_stage ? on_stage : [](std::string_view, std::optional<double>) {};
  const at::Tensor used = codes.contiguous();
  const std::int64_t count = used.size(0);
  const std::int64_t neighbors =
      std::min(count - 1, std::max(kLeastNeighbors, options.min_samples - 1));
  const NeighborLists lists = find_neighbors(
      used, neighbors, options.search, [&](double done) { report("neighbors", done); }, "hdbscan");
  const ScaledCodes scaled(used, "hdbscan");
  const MutualReachability reach{scaled, core_distances(lists, options.min_samples)};
  SpanningTree spanning = find_spanning_tree(reach, lists, [&](std::int64_t components) {
    report(fmt::format("spanning tree: {} left", counted(components, "component", "components")),
           std::nullopt);
  });
  report("hierarchy of clusters", std::nullopt);
  const std::int64_t least = least_members_of(count, options);
  HdbscanClusters found;
  found.tree = condense(spanning.edges, least);
  found.clusters = select_clusters(found.tree, options.selection);
  found.exponent = scaled.exponent();
  found.rounds = spanning.rounds;
  if (found.clusters.k == 0) throw no_clusters(count, least, options);
  return found;
}

}  // namespace codegrid
