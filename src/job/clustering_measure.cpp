#include "job/clustering_measure.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "cluster/measures/contingency.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kSilhouetteSample = 5000;  // distances of all pairs within it

}  // namespace

Silhouette measure_silhouette(const Clustering& clustering, const ClusteredCodes& codes,
                              const JobContext& context) {
  return silhouette(codes.joint, clustering.assignments, kSilhouetteSample,
                    context.generator(Purpose::kSilhouette));
}

Trust measure_neighbors(const Clustering& clustering, const ClusteredCodes& codes,
                        const JobContext& context) {
  TrustOptions options;
  options.most_groups = 0;
  return measure_trust(codes.sets, clustering.assignments, clustering.k,
                       context.generator(Purpose::kTrust), {}, options);
}

ClusteringReport measure_clustering(const Clustering& clustering, const ClusteredCodes& codes,
                                    const JobContext& context) {
  const at::Tensor sizes = cluster_sizes(clustering.assignments, clustering.k);
  const auto* first = sizes.const_data_ptr<std::int64_t>();
  ClusteringReport report;
  report.method = clustering.method;
  report.k = clustering.k;
  report.images = clustering.assignments.size(0);
  report.sizes.assign(first, first + sizes.numel());
  report.unassigned = report.images - sizes.sum().item<std::int64_t>();
  report.score = clustering.score;
  report.bic = clustering.bic;
  report.resolution = clustering.resolution;
  report.spectrum = clustering.spectrum;
  report.iterations = clustering.iterations;
  report.converged = clustering.converged;
  report.silhouette = measure_silhouette(clustering, codes, context);
  context.progress().update("neighbors that agree");
  report.trust = measure_trust(
      codes.sets, clustering.assignments, clustering.k, context.generator(Purpose::kTrust),
      [&](double done) {
        context.progress().update(fmt::format("halves of the clusters: {:.0f} %", 100 * done));
      });
  report.seconds = clustering.seconds;
  return report;
}

}  // namespace codegrid
