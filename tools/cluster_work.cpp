#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cluster_request.hpp"
#include "config/run_folder.hpp"
#include "job/clustering_job.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"

namespace fs = std::filesystem;

namespace {

void report(const fs::path& folder, const codegrid::ClusteringReport& clustering) {
  for (const auto& file : codegrid::files_below(folder)) print_result(file.string());
  if (!clustering.confusion.empty())
    print_result("\nlabels (rows) by cluster (columns)\n" + clustering.confusion);
  const auto& m = clustering.metrics;
  print_result(fmt::format("{:<34}{:.6g}", "inertia", m["inertia"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}",
                           fmt::format("silhouette ({} images)", m["silhouette_sample"].get<int>()),
                           m["silhouette"].get<double>()));
  if (!m.contains("accuracy")) return;
  print_result(
      fmt::format("{:<34}{:.4f}", "accuracy, one-to-one match", m["accuracy"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "accuracy, majority naming",
                           m["majority_accuracy"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "NMI", m["nmi"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "ARI", m["ari"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "purity", m["purity"].get<double>()));
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
