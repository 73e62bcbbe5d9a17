#include "cluster/spectral/embedding.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <span>
#include <utility>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/unit_length.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostExtra = 60;  // eigenvectors beyond k, for large k
constexpr std::int64_t kMostTrials = 7;

Communities communities_of(const at::Tensor& assignments) {
  const auto* first = assignments.const_data_ptr<std::int64_t>();
  Communities communities(static_cast<std::size_t>(assignments.numel()));
  std::transform(first, first + assignments.numel(), communities.begin(),
                 [](std::int64_t group) { return static_cast<std::int32_t>(group); });
  return communities;
}

// How many of the rows, [N, m] float32, differ; `most` where there are more.
std::int64_t count_different(const at::Tensor& rows, std::int64_t most) {
  const auto width = static_cast<std::size_t>(rows.size(1));
  const std::span<const float> values(rows.const_data_ptr<float>(),
                                      static_cast<std::size_t>(rows.numel()));
  std::set<std::vector<float>> seen;
  for (std::size_t begin = 0; begin < values.size() && std::ssize(seen) < most; begin += width) {
    stop_if_interrupted();
    const auto row = values.subspan(begin, width);
    seen.emplace(row.begin(), row.end());
  }
  return std::ssize(seen);
}

double gap_behind(const Eigenvectors& eigen, std::int64_t number) {
  if (number >= eigen.values.numel()) return 0;
  const double* value = eigen.values.const_data_ptr<double>();
  return value[number - 1] - value[number];
}

// Which of the trials, one at least, is kept: see group_embedding.
std::size_t choose_trial(const std::vector<EmbeddingTrial>& trials, bool by_likeness) {
  const double highest =
      std::ranges::max_element(trials, {}, &EmbeddingTrial::modularity)->modularity;
  const double least = highest - kModularityBelowBest * std::abs(highest);
  const auto merit = [&](const EmbeddingTrial& trial) -> std::pair<double, double> {
    if (by_likeness) return {trial.likeness, trial.modularity};
    return {trial.modularity >= least ? 1 : 0, trial.gap};
  };
  return static_cast<std::size_t>(
      std::distance(trials.begin(), std::ranges::max_element(trials, {}, merit)));
}

}  // namespace

std::int64_t most_eigenvectors(std::int64_t k, std::int64_t nodes) {
  const std::int64_t extra = std::clamp<std::int64_t>((3 * k + 4) / 5, 1, kMostExtra);
  return std::min(k + extra, nodes);
}

std::vector<std::int64_t> numbers_of_eigenvectors(std::int64_t k, std::int64_t nodes) {
  const std::int64_t range = most_eigenvectors(k, nodes) - k;
  const std::int64_t steps = std::min(range, kMostTrials - 1);
  std::vector<std::int64_t> numbers{k};
  for (std::int64_t step = 1; step <= steps; ++step)
    numbers.push_back(k + (range * step + steps / 2) / steps);
  return numbers;
}

EmbeddingGroups group_embedding(const WeightedGraph& graph, const Eigenvectors& eigen,
                                std::int64_t k, std::int64_t n_init, const at::Generator& generator,
                                const std::function<void(std::int64_t eigenvectors)>& on_trial,
                                const GroupLikeness& likeness) {
  EmbeddingGroups best;
  if (k == 1) {
    best.groups.assign(place(graph.nodes()), 0);
    best.eigenvectors = 1;
    return best;
  }
  std::int64_t most_different = 0;
  struct Tried {
    Communities groups;
    bool converged = false;
  };
  std::vector<Tried> tried;  // as the trials are
  KMeansOptions options;
  options.k = k;
  options.n_init = n_init;
  for (const std::int64_t number : numbers_of_eigenvectors(k, graph.nodes())) {
    on_trial(number);
    const at::Tensor rows = unit_length(eigen.vectors.slice(1, 0, number).to(at::kFloat));
    const std::int64_t different = count_different(rows, k);
    most_different = std::max(most_different, different);
    if (different < k) continue;
    const KMeansResult found = kmeans(rows, options, generator, "spectral");
    Communities groups = communities_of(found.assignments);
    best.trials.push_back({number, found.iterations, found.inertia, modularity(graph, groups, 1),
                           gap_behind(eigen, number), likeness ? likeness(groups) : 0.0});
    tried.push_back({std::move(groups), found.converged});
  }
  if (best.trials.empty()) {
    throw data_error(fmt::format(
        "spectral: found only {} different among the places of {} in the graph of neighbors; "
        "expected at least k = {}. Lower clustering.k, or look at the encoder: it gives different "
        "images the same code (or, with clustering.normalize l2, the same direction).",
        with_commas(most_different), counted(graph.nodes(), "code", "codes"), with_commas(k)));
  }
  const std::size_t kept = choose_trial(best.trials, static_cast<bool>(likeness));
  best.groups = std::move(tried[kept].groups);
  best.eigenvectors = best.trials[kept].eigenvectors;
  best.iterations = best.trials[kept].iterations;
  best.converged = tried[kept].converged;
  return best;
}

}  // namespace codegrid
