#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>

#include "cluster_request.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/text_table.hpp"
#include "file_list.hpp"
#include "job/clustering_job.hpp"
#include "job/k_sweep_words.hpp"
#include "job/picture_files.hpp"
#include "job/trust_words.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"

namespace fs = std::filesystem;

namespace {

void print_figure(const std::string& name, double value) {
  print_result(fmt::format("{:<34}{:.4f}", name, value));
}

// A silhouette that is not defined, of one cluster or of as many as images, is said to be so.
void print_silhouette(const codegrid::Silhouette& silhouette) {
  const std::string name =
      fmt::format("silhouette ({})", codegrid::counted(silhouette.sample, "image", "images"));
  if (std::isnan(silhouette.mean)) return print_result(fmt::format("{:<34}not defined", name));
  print_figure(name, silhouette.mean);
}

// "mean cosine" for the key "mean_cosine".
std::string words_of(std::string key) {
  std::ranges::replace(key, '_', ' ');
  return key;
}

// Figures without labels; what is not defined is left out.
void print_trust(const codegrid::ClusteringReport& clustering) {
  const codegrid::Trust& trust = clustering.trust;
  if (!std::isnan(trust.neighbors_agree)) {
    print_figure("neighbors that agree", trust.neighbors_agree);
    print_figure("images whose neighbors all agree", trust.all_agree);
  }
  if (!std::isnan(trust.repeated)) print_figure("the same from another seed", trust.repeated);
  if (!clustering.refined) return;
  print_figure("student equals its labels", clustering.refined->student_equals_labels);
  print_figure("graph equals the one before", clustering.refined->graph_equals_before);
}

void print_agreement(const codegrid::LabelAgreement& agreement) {
  print_figure("accuracy, one-to-one match", agreement.accuracy);
  print_figure("accuracy, majority naming", agreement.majority_accuracy);
  print_figure("NMI", agreement.nmi);
  print_figure("ARI", agreement.ari);
  print_figure("purity", agreement.purity);
}

void report(const fs::path& folder, const codegrid::ClusteringReport& clustering) {
  print_files(folder);
  if (!clustering.table.empty()) print_result("\n" + clustering.table);
  if (clustering.sweep) print_result("\n" + codegrid::sweep_words(*clustering.sweep) + "\n");
  if (codegrid::uses_neighbor_graph(clustering.method))
    print_result(fmt::format("{:<34}{}", "clusters", clustering.k));
  if (clustering.unassigned > 0) {
    print_result(fmt::format(
        "{:<34}{} ({:.1f} %)", "images in no cluster", codegrid::with_commas(clustering.unassigned),
        100 * static_cast<double>(clustering.unassigned) / static_cast<double>(clustering.images)));
  }
  print_result(
      fmt::format("{:<34}{:.6g}", words_of(clustering.score.name), clustering.score.value));
  if (clustering.bic) print_result(fmt::format("{:<34}{:.6g}", "BIC", *clustering.bic));
  if (clustering.spectrum) {
    print_result(fmt::format("{:<34}{}", "eigenvectors", clustering.spectrum->eigenvectors));
    if (clustering.spectrum->eigengap)
      print_result(fmt::format("{:<34}{:.6g}", "eigengap", *clustering.spectrum->eigengap));
  }
  print_silhouette(clustering.silhouette);
  print_trust(clustering);
  if (clustering.agreement) print_agreement(*clustering.agreement);
  print_result("");
  for (const std::string& sentence : codegrid::trust_sentences(clustering.trust))
    print_result(sentence);
}

void cluster(const ClusterArguments& arguments) {
  const std::optional<ClusterRequest> request = request_to_cluster(arguments);
  if (!request) return;
  codegrid::Progress progress;
  const NamedEncoder& first = request->encoders.front();
  std::optional<codegrid::FolderLock> run;  // that trained several; the first is locked by the job
  if (!arguments.runs.empty() && first.run != arguments.runs.front())
    run.emplace(arguments.runs.front());
  codegrid::ClusteringRequest job{first.encoder, request->job,    request->out,
                                  first.run,     arguments.trust, request->overruled_by_encoder};
  for (std::size_t i = 1; i < request->encoders.size(); ++i)
    job.others.push_back({request->encoders[i].encoder, request->encoders[i].run});
  job.repeat = arguments.repeat;
  const codegrid::ClusteringReport clustering = codegrid::run_clustering(job, progress);
  report(request->out, clustering);
  if (!clustering.missing_pictures.empty())
    throw codegrid::run_error(
        codegrid::without_pictures(request->out, clustering.missing_pictures));
}

}  // namespace

int cluster_stage(int argc, char** argv) {
  ClusterArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { without_backtrace([&] { cluster(arguments); }); });
}
