#include "assign_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "called_as.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "config_questions.hpp"
#include "core/error.hpp"

namespace fs = std::filesystem;
namespace run_files = codegrid::run_files;

namespace {

constexpr const char* kAssignAbout =
    "Sorts new images into the clusters of a run: a row for each, on standard output, in the order "
    "given.\n"
    "\n"
    "Examples:\n"
    "  codegrid-assign runs/photos/latest new/ > new.csv\n"
    "  codegrid-assign runs/photos/latest new/ --link-into sorted > new.csv\n"
    "  find incoming -type f -print0 | codegrid-assign runs/photos/latest -0 - --format jsonl\n"
    "  codegrid-assign runs/mnist/latest data/mnist/t10k-images-idx3-ubyte.gz\n"
    "  codegrid-assign --encoder encoder.pt --centroids centroids.npy one.png two.jpg\n";
constexpr const char* kAssignFooter =
    "\nIMAGES are picture files (JPEG, PNG, WebP, BMP, PNM, TIFF) and folders of them, hidden "
    "files "
    "left out; IDX,\n"
    ".npy and .npz files of images in the encoder's shape; or - for a list of paths on standard "
    "input. Pictures\n"
    "are brought into shape as the encoder's were. Rows of a list come out as it comes in.\n"
    "Columns: path, index (in a file of several images), cluster, distance, next_cluster, "
    "next_distance, known;\n"
    "by gaussian_mixture, graph, spectral, hdbscan and refined, also confidence and "
    "next_confidence. An image of the clustering itself is\n"
    "known and keeps its cluster; a new one goes to the nearest centroid, to the most probable "
    "component of a\n"
    "mixture, or where most of the nearest codes of the clustering are, each weighted by 1 / "
    "distance; the\n"
    "confidence is the component's responsibility, the share of those codes, or, by refined, the "
    "group's probability.\n"
    "Where several runs were grouped together, each of their encoders has such a vote.\n"
    "What is no picture, or a damaged one, is named on stderr and has no row; the others go on, "
    "and the end is 3.\n"
    "An encoder is a TorchScript file, which can run code when it is loaded: one that is not the "
    "run's, or not\n"
    "the clustering's, is refused unless --trust is given.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage, 3 bad input data, 129, 130 or 143 "
    "stopped by\n"
    "SIGHUP, SIGINT or SIGTERM, after whole rows.";
constexpr const char* kTryHelp = "\nTry codegrid-assign --help";

void require_together(const AssignArguments& arguments) {
  const bool by_parts = !arguments.encoders.empty();
  if (!by_parts && !arguments.centroids.empty())
    throw codegrid::usage_error(
        std::string("--centroids goes with --encoder; with RUN_DIR, name --clusters DIR") +
        kTryHelp);
  if (by_parts && arguments.centroids.empty() == arguments.clusters.empty())
    throw codegrid::usage_error(
        std::string("--encoder goes with either --centroids or --clusters") + kTryHelp);
  if (arguments.encoders.size() > 1 && !arguments.centroids.empty())
    throw codegrid::usage_error(
        std::string("--centroids are of one encoder; name the clusters of several with --clusters "
                    "DIR") +
        kTryHelp);
  if (!arguments.normalize.empty() && arguments.centroids.empty())
    throw codegrid::usage_error(
        std::string("--normalize goes with --centroids; a folder of clusters says it itself") +
        kTryHelp);
  if (!arguments.link_into.empty() && !arguments.copy_into.empty())
    throw codegrid::usage_error(std::string("give --link-into or --copy-into, not both") +
                                kTryHelp);
  if (!arguments.link_into.empty()) require_new_path("--link-into", arguments.link_into);
  if (!arguments.copy_into.empty()) require_new_path("--copy-into", arguments.copy_into);
}

// The encoder and the newest clusters of the run.
AssignRequest of_run(const AssignArguments& arguments) {
  AssignRequest request;
  const fs::path run = arguments.run;
  request.images = arguments.images;
  codegrid::require_run_folder(run);
  request.run = codegrid::encoder_runs(run).front();  // the clusters name the others
  request.encoder = request.run / run_files::kEncoder;
  std::error_code error;
  if (!fs::exists(request.encoder, error)) {
    throw codegrid::data_error(
        fmt::format("{}: has no {}; its training did not finish; to go on with it: {}",
                    run.string(), run_files::kEncoder,
                    command(arguments.called_as, "codegrid-train", {"--resume", operand(run)})));
  }
  request.clusters = arguments.clusters;
  if (!request.clusters.empty()) return request;
  const std::optional<fs::path> newest = codegrid::newest_clusters_folder(run);
  if (!newest) {
    throw codegrid::data_error(fmt::format(
        "{}: has no clusters yet that images could be assigned to; group it first: {}",
        run.string(), command(arguments.called_as, "codegrid-cluster", {operand(run)})));
  }
  request.clusters = *newest;
  return request;
}

AssignRequest of_parts(const AssignArguments& arguments) {
  AssignRequest request;
  request.encoder = arguments.encoders.front();
  request.other_encoders.assign(arguments.encoders.begin() + 1, arguments.encoders.end());
  request.clusters = arguments.clusters;
  request.centroids = arguments.centroids;
  if (!arguments.run.empty()) request.images.push_back(arguments.run);  // no run: the first image
  request.images.insert(request.images.end(), arguments.images.begin(), arguments.images.end());
  return request;
}

}  // namespace

void add_options(CLI::App& app, AssignArguments& arguments) {
  app.description(kAssignAbout);
  app.footer(kAssignFooter);
  const auto path_option = [&](const char* name, std::string& value, const char* what,
                               const char* type) {
    app.add_option(name, value, what)->check(some_path())->type_name(type);
  };
  app.add_option("RUN_DIR", arguments.run,
                 "the folder of a clustered run; not where --encoder is given")
      ->check(some_path());
  app.add_option("IMAGES", arguments.images, "what is to be assigned")->check(some_path());
  app.add_option(
         "--encoder", arguments.encoders,
         "instead of RUN_DIR: the encoder's file; repeated, those of a clustering of several "
         "runs")
      ->check(some_path())
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  path_option("--centroids", arguments.centroids,
              "with --encoder: the centroids.npy of a clustering", "FILE");
  path_option("--clusters", arguments.clusters,
              "a folder of codegrid-cluster; with RUN_DIR, another than its newest", "DIR");
  app.add_option(
         "--normalize", arguments.normalize,
         "with --centroids, of codes: none or l2; default: as config.json beside them says, "
         "or none")
      ->check(CLI::IsMember({"none", "l2"}))
      ->type_name("");
  app.add_flag("-0,--null", arguments.nul_separated,
               "paths of the list end with NUL, as find -print0 writes them");
  app.add_option("--format", arguments.format, "of the rows: csv, or jsonl for JSON lines")
      ->check(CLI::IsMember({"csv", "jsonl"}))
      ->type_name("")
      ->capture_default_str();
  path_option("--link-into", arguments.link_into,
              "link each picture into DIR/cluster_XX; nothing is moved or overwritten", "DIR");
  path_option("--copy-into", arguments.copy_into, "copy each picture there instead", "DIR");
  app.add_flag("--no-recognition", arguments.no_recognition,
               "assign images of the clustering by their codes, too");
  app.add_option("--threads", arguments.threads, "that compute; 0: as many as there are cores")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--trust", arguments.trust,
               "use an encoder that does not fit; only one whose origin you know");
}

AssignRequest request_to_assign(const AssignArguments& arguments) {
  require_together(arguments);
  const bool by_parts = !arguments.encoders.empty();
  if (!by_parts && arguments.run.empty()) {
    throw codegrid::usage_error(
        std::string("give RUN_DIR, or --encoder and --centroids, and then IMAGES") + kTryHelp);
  }
  AssignRequest request = by_parts ? of_parts(arguments) : of_run(arguments);
  if (request.images.empty()) {
    throw codegrid::usage_error(
        std::string("IMAGES are missing: give files, folders, or - for a list on standard input") +
        kTryHelp);
  }
  if (arguments.nul_separated && std::ranges::find(request.images, "-") == request.images.end())
    throw codegrid::usage_error(
        std::string("-0 is of the list on standard input: give - among IMAGES, too") + kTryHelp);
  return request;
}
