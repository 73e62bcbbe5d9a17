#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "cluster_request.hpp"
#include "config/run_folder.hpp"
#include "job/clustering_job.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"

namespace fs = std::filesystem;

namespace {

void print_figure(const std::string& name, double value) {
  print_result(fmt::format("{:<34}{:.4f}", name, value));
}

void report(const fs::path& folder, const codegrid::ClusteringReport& clustering) {
  for (const auto& file : codegrid::files_below(folder)) print_result(file.string());
  if (!clustering.confusion.empty())
    print_result("\nlabels (rows) by cluster (columns)\n" + clustering.confusion);
  const bool by_kmeans = clustering.method == codegrid::ClusteringMethod::kKMeans;
  if (!by_kmeans) print_result(fmt::format("{:<34}{}", "clusters", clustering.k));
  print_result(fmt::format("{:<34}{:.6g}", clustering.score.name, clustering.score.value));
  print_figure(fmt::format("silhouette ({} images)", clustering.silhouette.sample),
               clustering.silhouette.mean);
  if (!clustering.agreement) return;
  print_figure("accuracy, one-to-one match", clustering.agreement->accuracy);
  print_figure("accuracy, majority naming", clustering.agreement->majority_accuracy);
  print_figure("NMI", clustering.agreement->nmi);
  print_figure("ARI", clustering.agreement->ari);
  print_figure("purity", clustering.agreement->purity);
}

void cluster(const ClusterArguments& arguments) {
  const std::optional<ClusterRequest> request = request_to_cluster(arguments);
  if (!request) return;
  codegrid::Progress progress;
  report(request->out, codegrid::run_clustering({request->encoder, request->job, request->out,
                                                 arguments.run, arguments.trust},
                                                progress));
}

}  // namespace

int cluster_stage(int argc, char** argv) {
  ClusterArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { without_backtrace([&] { cluster(arguments); }); });
}
