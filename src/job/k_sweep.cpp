#include "job/k_sweep.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>

#include "cluster/measures/contingency.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "job/find_clusters.hpp"

namespace codegrid {
namespace {

SweptK measure_row(const Clustering& clusters, const ClusteredCodes& codes, const ImageSet& images,
                   const JobContext& context, const std::string& part) {
  context.progress().update(part + "silhouette and neighbors that agree");
  SweptK row;
  row.k = clusters.k;
  row.score = clusters.score;
  row.bic = clusters.bic;
  row.converged = clusters.converged;
  row.silhouette = measure_silhouette(clusters, codes, context).mean;
  const Trust trust = measure_neighbors(clusters, codes, context);
  row.neighbors_agree = trust.neighbors_agree;
  row.groups_agree = trust.groups_agree;
  row.by_chance = trust.by_chance;
  row.modularity = neighbor_modularity(trust);
  row.seconds = clusters.seconds;
  if (images.labels.defined())
    row.agreement = label_agreement(contingency(images.labels, clusters.assignments, clusters.k));
  return row;
}

}  // namespace

double neighbor_modularity(const Trust& trust) {
  return trust.neighbors_agree - kSweepResolution * trust.by_chance;
}

std::size_t best_k(const std::vector<SweptK>& rows) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const bool is_first = std::isnan(rows[best].modularity) && !std::isnan(rows[i].modularity);
    if (is_first || rows[i].modularity > rows[best].modularity) best = i;
  }
  return best;
}

std::pair<Clustering, KSweep> choose_k(const ClusteredCodes& codes, const ImageSet& images,
                                       const JobContext& context) {
  const ClusteringOptions& options = context.job().clustering;
  std::vector<std::int64_t> numbers = options.sweep().values;
  std::ranges::sort(numbers, std::greater());
  SharedNeighbors neighbors;
  std::pair<Clustering, KSweep> best;
  auto& [kept, sweep] = best;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    stop_if_interrupted();
    const std::string part =
        fmt::format("k = {} ({} of {}): ", with_commas(numbers[i]), i + 1, numbers.size());
    Clustering clusters =
        cluster_in_sweep(codes.sets, options.with_k(numbers[i]), context, part, neighbors);
    sweep.rows.insert(sweep.rows.begin(), measure_row(clusters, codes, images, context, part));
    sweep.chosen = best_k(sweep.rows);
    if (sweep.chosen == 0) kept = std::move(clusters);
  }
  for (const std::string& note : kept.notes) context.progress().say(note);
  return best;
}

}  // namespace codegrid
