#include "job/find_clusters.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "cluster/measures/matched_groups.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "job/clustering_words.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostMatched = 1000;  // clusters; the matching takes their number's cube

// A stage of a method, with the time that is left of it.
class StageProgress {
 public:
  StageProgress(Progress& progress, std::string part)
      : progress_(progress), part_(std::move(part)) {}

  void show(std::string_view stage, std::optional<double> done) {
    if (stage != stage_) {
      stage_ = stage;
      watch_ = Stopwatch();
    }
    if (!done) {
      progress_.update(part_ + stage_);
      return;
    }
    const double left = *done > 0 ? watch_.seconds() * (1 - *done) / *done : 0;
    progress_.update(fmt::format("{}{}: {:.0f} %{}", part_, stage, 100 * *done,
                                 *done > 0 ? ", " + readable_seconds(left) + " left" : ""));
  }

 private:
  Progress& progress_;
  std::string part_;  // of what it is a stage
  std::string stage_;
  Stopwatch watch_;
};

Clustering cluster_refined(const at::Tensor& codes, const SoftmaxModel& groups) {
  if (groups.width() == codes.size(1)) return cluster_by_probability(codes, groups);
  // Only where its metadata were not trusted.
  throw data_error(fmt::format("the encoder names groups by codes of {}, but gives codes of {}",
                               groups.width(), counted(codes.size(1), "value", "values")));
}

Clustering find_clusters_of(const std::vector<at::Tensor>& codes, const ClusteringOptions& options,
                            const JobContext& context, std::uint64_t seed,
                            const std::string& part = "", SharedNeighbors* neighbors = nullptr) {
  const bool by_neighbors = uses_neighbor_graph(options.method);
  const bool on_processor = by_neighbors || options.method == ClusteringMethod::kGaussianMixture;
  StageProgress stages(context.progress(), part);
  std::vector<at::Tensor> there = codes;
  if (!on_processor) there = {codes.front().to(context.device())};
  return cluster_codes_jointly(
      there, options, make_generator(seed, by_neighbors ? Purpose::kGraph : Purpose::kKMeans),
      [&](std::string_view stage, std::optional<double> done) { stages.show(stage, done); },
      neighbors);
}

void describe(const Clustering& clustering, const std::vector<at::Tensor>& codes,
              const ClusteringOptions& options, Progress& progress) {
  std::vector<std::int64_t> widths;
  for (const at::Tensor& set : codes) widths.push_back(set.size(1));
  progress.say(describe_clustering(clustering, widths, options));
}

}  // namespace

Clustering cluster_with_progress(const std::vector<at::Tensor>& codes,
                                 const std::optional<SoftmaxModel>& groups,
                                 const ClusteringOptions& options, const JobContext& context) {
  context.progress().update(shown_name(options.method));
  Clustering clustering = groups ? cluster_refined(codes.front(), *groups)
                                 : find_clusters_of(codes, options, context, context.seed());
  describe(clustering, codes, options, context.progress());
  for (const std::string& note : clustering.notes) context.progress().say(note);
  return clustering;
}

Clustering cluster_in_sweep(const std::vector<at::Tensor>& codes, const ClusteringOptions& options,
                            const JobContext& context, const std::string& part,
                            SharedNeighbors& neighbors) {
  context.progress().update(part + shown_name(options.method));
  Clustering clustering =
      find_clusters_of(codes, options, context, context.seed(), part, &neighbors);
  describe(clustering, codes, options, context.progress());
  return clustering;
}

double repeat_clustering(const Clustering& first, const std::vector<at::Tensor>& codes,
                         const ClusteringOptions& options, const JobContext& context) {
  if (first.method == ClusteringMethod::kHdbscan || first.method == ClusteringMethod::kRefined) {
    context.progress().say(fmt::format("note: {} draws no random numbers, so it is not repeated",
                                       shown_name(first.method)));
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (first.k > kMostMatched) {
    context.progress().say(
        fmt::format("note: more than {} are not matched, so that the clustering "
                    "is not repeated",
                    counted(kMostMatched, "cluster", "clusters")));
    return std::numeric_limits<double>::quiet_NaN();
  }
  context.progress().update(shown_name(first.method) + " from another seed");
  const Clustering second = find_clusters_of(codes, options, context, context.seed() + 1);
  return match_groups(second.assignments, first.assignments, std::max(first.k, second.k)).share;
}

}  // namespace codegrid
