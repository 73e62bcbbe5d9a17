#include "cluster_request.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "called_as.hpp"
#include "config/clustered_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;
namespace run_files = codegrid::run_files;

namespace {

constexpr const char* kClusterAbout =
    "Groups the codes of an exported encoder, by k-means, a Gaussian mixture, the graph of their "
    "nearest neighbors,\nthat graph's eigenvectors or their density, and draws every cluster.\n"
    "\n"
    "Examples:\n"
    "  codegrid-cluster runs/mnist/latest\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.k=20 --set clustering.normalize=l2\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.method=graph\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.method=spectral --set clustering.k=10\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.k=5,10,20    # chooses one\n"
    "  codegrid-cluster runs/dense/latest runs/conv/latest --set clustering.method=graph\n"
    "  codegrid-cluster --encoder encoder.pt --config configs/mnist.json --out clusters\n";
constexpr const char* kClusterFooter =
    "\nResults go to RUN_DIR/clusters, or clusters-2, clusters-3, ... where that exists, unless "
    "--out is given.\n"
    "The codes of several runs, which must be of the same images, are joined in one graph of "
    "neighbors, by the\nmethods graph and spectral: an image's neighbors are those by any of the "
    "encoders. Data, clustering and\npictures are as the first run's config says, with --set; its "
    "folder gets the results.\n"
    "An encoder is a TorchScript file, which can run code when it is loaded. One that is not what "
    "its run's\ntraining wrote, says nothing of itself, or takes other images, is refused unless "
    "--trust is given.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage or config, 3 bad input data,\n"
    "129, 130 or 143 stopped by SIGHUP, SIGINT or SIGTERM, with nothing left half-written.";

// Results of somebody else's run go to another place.
void require_place_for_results(const ClusterArguments& arguments) {
  const std::string& first = arguments.runs.front();
  if (::access(first.c_str(), W_OK | X_OK) == 0) return;
  const std::string reason = std::strerror(errno);
  std::vector<std::string> words;
  for (const std::string& run : arguments.runs) words.push_back(operand(run));
  words.insert(words.end(), {"--out", "DIR"});
  throw codegrid::run_error(fmt::format(
      "{}: no folder of results can be made in it: {}; name another place for them:\n  {}", first,
      reason, command(arguments.called_as, "codegrid-cluster", words)));
}

// The encoder of a finished training, or all of them where it trained several and refined none.
std::vector<NamedEncoder> encoders_of(const fs::path& run, const std::string& called_as) {
  std::error_code error;
  codegrid::require_run_folder(run);
  const std::vector<fs::path> runs = codegrid::encoder_runs(run);
  const char* last = runs.front() == run ? run_files::kEncoder : run_files::kSummary;
  if (!fs::exists(run / last, error)) {
    const codegrid::FolderLock nobody_trains(run);
    throw codegrid::data_error(fmt::format(
        "{}: has no {}; its training did not finish; to go on with it: {}", run.string(), last,
        command(called_as, "codegrid-train", {"--resume", operand(run)})));
  }
  std::vector<NamedEncoder> encoders;
  for (const fs::path& each : runs) encoders.push_back({each / run_files::kEncoder, each});
  return encoders;
}

// Its graph twice in one would be no other.
void require_different(const std::vector<NamedEncoder>& encoders) {
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!codegrid::is_same_file(encoders[i].encoder, encoders[j].encoder)) continue;
      const bool runs = !encoders[i].run.empty();
      throw codegrid::usage_error(
          fmt::format("{}: is the same {} as {}; give each {} once",
                      codegrid::printable((runs ? encoders[i].run : encoders[i].encoder).string()),
                      runs ? "run" : "encoder",
                      codegrid::printable((runs ? encoders[j].run : encoders[j].encoder).string()),
                      runs ? "run" : "encoder"));
    }
  }
}

// Where the config lies, what it is about, and where the results go.
struct NamedWork {
  std::vector<NamedEncoder> encoders;
  std::string config;
  std::string out;
};

// A RUN_DIR stands for its encoder or encoders, the first for its config, too, and for the next
// free folder of results in it.
NamedWork named_by(const ClusterArguments& arguments) {
  const bool by_parts = !arguments.encoders.empty() || !arguments.config.empty() ||
                        (arguments.runs.empty() && !arguments.out.empty());
  if (arguments.runs.empty() == !by_parts) {
    throw codegrid::usage_error(
        "give either RUN_DIR, or --encoder, --config and --out together\nTry codegrid-cluster "
        "--help");
  }
  NamedWork work{{}, arguments.config, arguments.out};
  if (by_parts) {
    if (arguments.encoders.empty() || arguments.config.empty() || arguments.out.empty()) {
      throw codegrid::usage_error(
          "--encoder, --config and --out go together\nTry codegrid-cluster --help");
    }
    for (const std::string& encoder : arguments.encoders) work.encoders.push_back({encoder, {}});
  } else {
    for (const std::string& run : arguments.runs)
      std::ranges::move(encoders_of(run, arguments.called_as), std::back_inserter(work.encoders));
    const fs::path first = arguments.runs.front();
    work.config = first / run_files::kConfig;
    if (work.out.empty()) work.out = codegrid::next_clusters_folder(first);
  }
  require_different(work.encoders);
  return work;
}

}  // namespace

void add_options(CLI::App& app, ClusterArguments& arguments) {
  app.description(kClusterAbout);
  app.footer(kClusterFooter);
  app.add_option("RUN_DIR", arguments.runs, "the folder of a finished training, or of several")
      ->check(some_path())
      ->type_name("");
  app.add_option("--encoder", arguments.encoders,
                 "instead of RUN_DIR: the encoder's file; may be repeated")
      ->check(some_path())
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--config", arguments.config,
                 "the job whose data are clustered, or - for standard input")
      ->check(some_path())
      ->type_name("JOB");
  app.add_option("--out", arguments.out, "the folder to make, or an empty one")
      ->check(some_path())
      ->type_name("DIR");
  add_options(app, arguments.about_config, "clustering.k=20");
  app.add_flag("--repeat", arguments.repeat,
               "group once more from another seed, and say how much of it is the same");
  app.add_flag("--trust", arguments.trust,
               "use an encoder that does not fit; only one whose origin you know");
}

std::optional<ClusterRequest> request_to_cluster(const ClusterArguments& given) {
  const std::vector<std::string>& assignments = given.about_config.assignments;
  if (!given.out.empty()) require_new_path("--out", given.out);
  const NamedWork work = named_by(given);
  const codegrid::JobToCluster read = codegrid::job_to_cluster(
      work.config, assignments,
      given.trust ? codegrid::PixelScaleOf::kJob : codegrid::PixelScaleOf::kEncoder);
  codegrid::require_joining_method(read.job, work.encoders.size());
  if (answered(given.about_config, work.config, read.job)) return std::nullopt;
  if (!given.runs.empty() && given.out.empty()) require_place_for_results(given);
  return ClusterRequest{work.encoders, work.out, read.job, read.overruled_by_encoder};
}
