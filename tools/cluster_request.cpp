#include "cluster_request.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "called_as.hpp"
#include "config/clustered_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"

namespace fs = std::filesystem;
namespace run_files = codegrid::run_files;

namespace {

constexpr const char* kClusterAbout =
    "Groups the codes of an exported encoder, by k-means, a Gaussian mixture, the graph of their "
    "nearest neighbors\nor that graph's eigenvectors, and draws every cluster.\n"
    "\n"
    "Examples:\n"
    "  codegrid-cluster runs/mnist/latest\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.k=20 --set clustering.normalize=l2\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.method=graph\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.method=spectral --set clustering.k=10\n"
    "  codegrid-cluster --encoder encoder.pt --config configs/mnist.json --out clusters\n";
constexpr const char* kClusterFooter =
    "\nResults go to RUN_DIR/clusters, or clusters-2, clusters-3, ... where that exists, unless "
    "--out is given.\n"
    "An encoder is a TorchScript file, which can run code when it is loaded. One that is not what "
    "its run's\ntraining wrote, says nothing of itself, or takes other images, is refused unless "
    "--trust is given.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage or config, 3 bad input data,\n"
    "129, 130 or 143 stopped by SIGHUP, SIGINT or SIGTERM, with nothing left half-written.";

// Results of somebody else's run go to another place.
void require_place_for_results(const ClusterArguments& arguments) {
  if (::access(arguments.run.c_str(), W_OK | X_OK) == 0) return;
  throw codegrid::run_error(fmt::format(
      "{}: no folder of results can be made in it: {}; name another place for them:\n  {}",
      arguments.run, std::strerror(errno),
      command(arguments.called_as, "codegrid-cluster", {operand(arguments.run), "--out", "DIR"})));
}

// RUN_DIR stands for its own config and encoder, and for the next free folder of results in it.
ClusterArguments filled_in(ClusterArguments arguments) {
  const bool by_parts = !arguments.encoder.empty() || !arguments.config.empty() ||
                        (arguments.run.empty() && !arguments.out.empty());
  if (arguments.run.empty() == !by_parts) {
    throw codegrid::usage_error(
        "give either RUN_DIR, or --encoder, --config and --out together\nTry codegrid-cluster "
        "--help");
  }
  if (by_parts) {
    if (arguments.encoder.empty() || arguments.config.empty() || arguments.out.empty()) {
      throw codegrid::usage_error(
          "--encoder, --config and --out go together\nTry codegrid-cluster --help");
    }
    return arguments;
  }
  const fs::path run = arguments.run;
  std::error_code error;
  codegrid::require_run_folder(run);
  if (!fs::exists(run / run_files::kEncoder, error)) {
    const codegrid::FolderLock nobody_trains(run);
    throw codegrid::data_error(
        fmt::format("{}: has no {}; its training did not finish; to go on with it: {}",
                    arguments.run, run_files::kEncoder,
                    command(arguments.called_as, "codegrid-train", {"--resume", operand(run)})));
  }
  arguments.encoder = run / run_files::kEncoder;
  arguments.config = run / run_files::kConfig;
  if (arguments.out.empty()) arguments.out = codegrid::next_clusters_folder(run);
  return arguments;
}

}  // namespace

void add_options(CLI::App& app, ClusterArguments& arguments) {
  app.description(kClusterAbout);
  app.footer(kClusterFooter);
  app.add_option("RUN_DIR", arguments.run, "the folder of a finished training")->check(some_path());
  app.add_option("--encoder", arguments.encoder, "instead of RUN_DIR: the encoder's file")
      ->check(some_path())
      ->type_name("FILE");
  app.add_option("--config", arguments.config,
                 "the job whose data are clustered, or - for standard input")
      ->check(some_path())
      ->type_name("JOB");
  app.add_option("--out", arguments.out, "the folder to make, or an empty one")
      ->check(some_path())
      ->type_name("DIR");
  add_options(app, arguments.about_config, "clustering.k=20");
  app.add_flag("--trust", arguments.trust,
               "use an encoder that does not fit; only one whose origin you know");
}

std::optional<ClusterRequest> request_to_cluster(const ClusterArguments& given) {
  const std::vector<std::string>& assignments = given.about_config.assignments;
  if (!given.out.empty()) require_new_path("--out", given.out);
  const ClusterArguments arguments = filled_in(given);
  const codegrid::JobToCluster read = codegrid::job_to_cluster(
      arguments.config, assignments,
      given.trust ? codegrid::PixelScaleOf::kJob : codegrid::PixelScaleOf::kEncoder);
  if (answered(arguments.about_config, arguments.config, read.job)) return std::nullopt;
  if (!given.run.empty() && given.out.empty()) require_place_for_results(arguments);
  return ClusterRequest{arguments.encoder, arguments.out, read.job, read.overruled_by_encoder};
}
