#include "cluster/spectral/spectral_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/graph/weighted_graph.hpp"
#include "cluster/measures/matched_groups.hpp"
#include "cluster/spectral/components.hpp"
#include "cluster/spectral/normalized_adjacency.hpp"
#include "core/text_table.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

using OnSpectralStage = std::function<void(std::string_view stage, std::optional<double> done)>;

void check_spectral(const CodeSets& codes, const SpectralOptions& options) {
  check_code_sets(codes);
  TORCH_CHECK(options.k >= 1, "k must be at least 1, got ", options.k);
  TORCH_CHECK(options.neighbors >= 1, "neighbors must be at least 1, got ", options.neighbors);
  TORCH_CHECK(options.n_init >= 1, "n_init must be at least 1, got ", options.n_init);
  require_enough_for_spectral(codes.count(), options);
  require_clusterable("spectral", codes);
}

std::string note_on_rest(const Components& components, std::int64_t taken, std::int64_t k) {
  std::int64_t codes = 0;
  for (std::int64_t i = taken; i < components.count(); ++i)
    codes += components.sizes[static_cast<std::size_t>(i)];
  return fmt::format(
      "note: the graph of neighbors has {} components{}; clusters were looked for in the "
      "largest{}, "
      "and {} of the other {} joined the nearest by {} mean",
      with_commas(components.count()),
      components.count() > k ? fmt::format(", more than k = {}", with_commas(k)) : "",
      taken == 1 ? "" : fmt::format(" {}", with_commas(taken)), counted(codes, "code", "codes"),
      with_commas(components.count() - taken),
      components.count() - taken == 1 ? "its" : "each component's");
}

std::string note_on_residual(const Eigenvectors& found, const EigenvectorOptions& options) {
  return fmt::format(
      "note: the eigenvectors of the graph were not exact after {}: the largest residual is "
      "{:.2g}, "
      "expected at most {:.0g}",
      counted(std::ssize(found.records), "iteration", "iterations"), found.residual,
      options.tolerance);
}

Spectrum spectrum_of(const Eigenvectors& found, std::int64_t k) {
  const double* value = found.values.const_data_ptr<double>();
  Spectrum spectrum;
  spectrum.eigenvalues.assign(value, value + found.values.numel());
  if (found.values.numel() > k) spectrum.eigengap = value[k - 1] - value[k];
  spectrum.residual = found.residual;
  return spectrum;
}

// How like groups of the nodes of `part` are to those of all codes, `alike`: the share of the nodes
// that are in the same.
GroupLikeness likeness_in(const GraphPart& part, const at::Tensor& alike, std::int64_t k) {
  if (!alike.defined()) return {};
  const at::Tensor nodes = at::tensor(part.nodes, at::kInt).to(at::kLong);
  return [here = alike.index_select(0, nodes), k](const Communities& groups) {
    return match_groups(at::tensor(groups, at::kInt).to(at::kLong), here, k).share;
  };
}

// Groups the nodes of `part` and writes what was found but for the assignments.
Communities group_part(const GraphPart& part, const SpectralOptions& options,
                       at::Generator generator, const OnSpectralStage& report,
                       const GroupLikeness& likeness, SpectralClusters& clusters) {
  const std::uint64_t seed = draw_seed(generator);
  EigenvectorOptions wanted;
  wanted.wanted = most_eigenvectors(options.k, part.graph.nodes());
  const auto stage = [&](std::int64_t converged) {
    report(fmt::format("eigenvectors: {} of {}", converged, wanted.wanted), std::nullopt);
  };
  stage(0);
  Eigenvectors eigen =
      find_largest_eigenvectors(NormalizedAdjacency(part.graph), wanted, seed,
                                [&](const EigenIteration& record) { stage(record.converged); });
  EmbeddingGroups found = group_embedding(
      part.graph, eigen, options.k, options.n_init, generator,
      [&](std::int64_t number) {
        report(fmt::format("k-means on {} eigenvectors", number), std::nullopt);
      },
      likeness);
  clusters.spectrum = spectrum_of(eigen, options.k);
  clusters.spectrum.eigenvectors = found.eigenvectors;
  clusters.iterations = found.iterations;
  clusters.converged = eigen.converged && found.converged;
  if (!eigen.converged) clusters.notes.push_back(note_on_residual(eigen, wanted));
  clusters.eigen_iterations = std::move(eigen.records);
  clusters.trials = std::move(found.trials);
  return std::move(found.groups);
}

}  // namespace

void require_enough_for_spectral(std::int64_t codes, const SpectralOptions& options) {
  require_enough("spectral", codes, options.k);
  require_more_than_neighbors("spectral", codes, options.neighbors);
}

SpectralClusters cluster_spectral(const CodeSets& codes, const SpectralOptions& options,
                                  at::Generator generator, const OnSpectralStage& on_stage,
                                  const at::Tensor& alike, SharedNeighbors* neighbors) {
  check_spectral(codes, options);
  const OnSpectralStage report =
      on_stage ? on_stage : [](std::string_view, std::optional<double>) {};
  const CodeSets used = codes.contiguous();
  SharedNeighbors own;
  const std::vector<NeighborLists>& lists =
      (neighbors == nullptr ? own : *neighbors)
          .find(
              used, options.neighbors, options.search,
              [&](double done) { report("neighbors", done); }, "spectral");
  report("graph of neighbors", std::nullopt);
  const WeightedGraph graph = connect_neighbors(lists, EdgeWeights::kSharedNeighbors);
  const Components components = find_components(graph);
  const std::int64_t taken = count_main_components(components.sizes, options.k);

  SpectralClusters clusters;
  if (taken < components.count())
    clusters.notes.push_back(note_on_rest(components, taken, options.k));
  const GraphPart part = take_components(graph, components, taken);
  const Communities of_part =
      group_part(part, options, generator, report, likeness_in(part, alike, options.k), clusters);
  Communities groups(place(graph.nodes()), -1);
  for (std::size_t i = 0; i < of_part.size(); ++i) groups[place(part.nodes[i])] = of_part[i];
  join_nearest_groups(used, components, taken, groups);

  renumber_by_size(groups);
  clusters.assignments = at::tensor(groups, at::kInt).to(at::kLong);
  clusters.modularity = modularity(graph, groups, 1);
  clusters.agreement = measure_agreement(lists, groups);
  return clusters;
}

}  // namespace codegrid
