#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "job/clustering_job.hpp"
#include "program.hpp"

namespace fs = std::filesystem;

namespace {

constexpr const char* kAbout =
    "Runs k-means on the codes of an exported encoder, and draws every cluster.\n"
    "\n"
    "Examples:\n"
    "  codegrid-cluster runs/mnist/latest\n"
    "  codegrid-cluster runs/mnist/latest --set clustering.k=20 --set clustering.normalize=l2\n"
    "  codegrid-cluster --encoder encoder.pt --config configs/mnist.json --out clusters\n";
constexpr const char* kFooter =
    "\nResults go to RUN_DIR/clusters, or clusters-2, clusters-3, ... where that exists.\n"
    "An encoder is a TorchScript file, which can run code when it is loaded. One that is not what "
    "its run's\ntraining wrote, says nothing of itself, or takes other images, is refused unless "
    "--trust is given.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage or config, 3 bad input data,\n"
    "130 or 143 stopped by SIGINT or SIGTERM, with nothing left half-written.";

struct Arguments {
  std::string run;
  std::string encoder;
  std::string config;
  std::string out;
  std::vector<std::string> assignments;
  bool trust = false;
  bool print_config = false;
  bool validate = false;
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.footer(kFooter);
  app.add_option("RUN_DIR", arguments.run, "the folder of a finished training");
  app.add_option("--encoder", arguments.encoder, "instead of RUN_DIR: the encoder's file")
      ->type_name("FILE");
  app.add_option("--config", arguments.config, "the job whose data are clustered")
      ->type_name("JOB");
  app.add_option("--out", arguments.out, "the folder to make")->type_name("DIR");
  app.add_option("--set", arguments.assignments,
                 "change a key of the config, e.g. clustering.k=20; may be repeated")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--trust", arguments.trust,
               "use an encoder that does not fit; only one whose origin you know");
  app.add_flag("--print-config", arguments.print_config,
               "print the config with every default spelled out, and stop");
  app.add_flag("--validate", arguments.validate, "check the config, and stop");
}

// RUN_DIR stands for its own config and encoder, and for the next free folder of results in it.
Arguments filled_in(Arguments arguments) {
  const bool by_parts =
      !arguments.encoder.empty() || !arguments.config.empty() || !arguments.out.empty();
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
  if (!fs::exists(run / "encoder.pt", error)) {
    throw codegrid::data_error(
        fmt::format("{}: has no encoder.pt; its training did not finish; to go on with it: "
                    "codegrid-train --resume {}",
                    arguments.run, arguments.run));
  }
  arguments.encoder = run / "encoder.pt";
  arguments.config = run / "config.json";
  arguments.out = codegrid::next_clusters_folder(run);
  return arguments;
}

void report(const Arguments& arguments, const codegrid::ClusteringReport& clustering) {
  for (const auto& file : codegrid::files_below(arguments.out)) print_result(file.string());
  if (!clustering.confusion.empty())
    print_result("\nlabels (rows) by cluster (columns)\n" + clustering.confusion);
  const auto& m = clustering.metrics;
  print_result(fmt::format("{:<34}{:.6g}", "inertia", m["inertia"].get<double>()));
  print_result(fmt::format(
      "{:<34}{}", fmt::format("silhouette ({} images)", m["silhouette_sample"].get<int>()),
      m["silhouette"].is_number() ? fmt::format("{:.4f}", m["silhouette"].get<double>()) : "nan"));
  if (!m.contains("accuracy")) return;
  print_result(
      fmt::format("{:<34}{:.4f}", "accuracy, one-to-one match", m["accuracy"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "accuracy, majority naming",
                           m["majority_accuracy"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "NMI", m["nmi"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "ARI", m["ari"].get<double>()));
  print_result(fmt::format("{:<34}{:.4f}", "purity", m["purity"].get<double>()));
}

// A key that the finished training has used: changed here, it would only be a false record.
void refuse_training_keys(const std::vector<std::string>& assignments) {
  for (const std::string& assignment : assignments) {
    if (!assignment.starts_with("model.") && !assignment.starts_with("training.")) continue;
    throw codegrid::usage_error(fmt::format(
        "--set {}: the encoder is trained already; to change this, train again", assignment));
  }
}

void work(const Arguments& given) {
  refuse_training_keys(given.assignments);
  const Arguments arguments = filled_in(given);
  const codegrid::JobConfig job = codegrid::load_job(arguments.config, arguments.assignments);
  if (arguments.validate) return print_result(fmt::format("{}: valid", arguments.config));
  if (arguments.print_config) return print_result(codegrid::job_json(job).dump(2));
  codegrid::Progress progress;
  report(arguments,
         codegrid::run_clustering(
             {arguments.encoder, job, arguments.out, arguments.run, arguments.trust}, progress));
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return run_program(
      argc, argv, kAbout, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { work(arguments); });
}
