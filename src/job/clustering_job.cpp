#include "job/clustering_job.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <optional>

#include "cluster/measures/agreement.hpp"
#include "cluster/measures/confusion.hpp"
#include "cluster/measures/contingency.hpp"
#include "cluster/measures/silhouette.hpp"
#include "core/durable_file.hpp"
#include "core/folder_in_progress.hpp"
#include "core/folder_lock.hpp"
#include "core/interrupt.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "data/load.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/cluster_pictures.hpp"
#include "job/cluster_tables.hpp"
#include "job/code_files.hpp"
#include "job/encoder_check.hpp"
#include "tensor/device.hpp"
#include "tensor/memory.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"
#include "tensor/threads.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kSilhouetteSample = 5000;  // distances of all pairs within it

ordered_json measure(const KMeansResult& clusters, const at::Tensor& codes, const JobConfig& job) {
  const Silhouette silhouette_value =
      silhouette(codes, clusters.assignments, kSilhouetteSample,
                 make_generator(static_cast<std::uint64_t>(job.seed), Purpose::kSilhouette));
  const at::Tensor sizes = cluster_sizes(clusters.assignments, job.clustering.kmeans.k);
  return {
      {"k", job.clustering.kmeans.k},
      {"images", clusters.assignments.size(0)},
      {"sizes", std::vector<std::int64_t>(sizes.const_data_ptr<std::int64_t>(),
                                          sizes.const_data_ptr<std::int64_t>() + sizes.numel())},
      {"inertia", clusters.inertia},
      {"iterations", clusters.iterations},
      {"converged", clusters.converged},
      {"silhouette", silhouette_value.mean},  // null in the file where there is none
      {"silhouette_sample", silhouette_value.sample}};
}

void add_agreement(ordered_json& metrics, const Contingency& table) {
  const LabelAgreement agreement = label_agreement(table);
  metrics["accuracy"] = agreement.accuracy;
  metrics["majority_accuracy"] = agreement.majority_accuracy;
  metrics["nmi"] = agreement.nmi;
  metrics["ari"] = agreement.ari;
  metrics["purity"] = agreement.purity;
}

struct Clustered {
  ImageSet images;
  PixelScale scale;
  at::Tensor codes;  // [N, D] float32 as they were clustered
  KMeansResult clusters;
  double seconds;
  std::string encoder_sha256;
};

// Writes codes.npy into `folder` on the way.
Clustered cluster_images(const ClusteringRequest& request, at::Device device,
                         const fs::path& folder, Progress& progress) {
  const JobConfig& job = request.job;
  const EncoderFile file = EncoderFile::read(request.encoder);
  ImageSet images = load_training_images(job.data).train;
  EncoderMetadata metadata = checked_metadata(file, request, images, progress);
  const PixelScale scale = metadata.scale;
  LoadedEncoder encoder(file, std::move(metadata), device);
  const auto on_codes = [&](std::int64_t done) {
    stop_if_interrupted();
    progress.update(
        fmt::format("codes: {} of {} images", with_commas(done), with_commas(images.size())));
  };
  const at::Tensor codes =
      write_codes(encoder, images.images, job.clustering.kmeans.normalize, folder, on_codes);
  give_back_large_blocks();
  progress.update("k-means");
  const Stopwatch watch;
  KMeansResult clusters =
      kmeans(codes.to(device), job.clustering.kmeans,
             make_generator(static_cast<std::uint64_t>(job.seed), Purpose::kKMeans));
  const double seconds = watch.seconds();
  progress.say(fmt::format("k-means: {} codes of {} values, k = {}, {} starts, {:.2f} s",
                           with_commas(codes.size(0)), codes.size(1), job.clustering.kmeans.k,
                           job.clustering.kmeans.n_init, seconds));
  return {std::move(images), scale, codes, std::move(clusters), seconds, file.sha256()};
}

// What a label says of each cluster: files, figures and the majority labels for the pictures.
std::vector<std::int64_t> compare_with_labels(const fs::path& folder, const Clustered& found,
                                              std::int64_t k, ClusteringReport& report) {
  const Contingency table = contingency(found.images.labels, found.clusters.assignments, k);
  add_agreement(report.metrics, table);
  const ConfusionMatrix matrix = confusion_matrix(table);
  report.confusion = confusion_text(matrix);
  write_file(folder / "confusion.csv", confusion_csv(matrix));
  write_file(folder / "confusion.txt", report.confusion);
  write_file(folder / "confusion.png", draw_confusion(matrix));
  return table.majority;
}

}  // namespace

ClusteringReport run_clustering(const ClusteringRequest& request, Progress& progress) {
  const JobConfig& job = request.job;
  use_threads(job.threads);
  const DeviceChoice choice = choose_device(job.device);
  if (!choice.note.empty()) progress.say(choice.note);
  std::optional<FolderLock> lock;
  if (!request.run.empty()) lock.emplace(request.run);
  FolderInProgress folder(request.out);

  const Clustered found = cluster_images(request, choice.device, folder.path(), progress);
  progress.update("metrics and pictures");
  ClusteringReport report;
  report.metrics = measure(found.clusters, found.codes, job);
  report.metrics["seconds"] = found.seconds;
  report.metrics["encoder_sha256"] = found.encoder_sha256;
  std::vector<std::int64_t> majority;
  if (found.images.labels.defined()) {
    majority = compare_with_labels(folder.path(), found, job.clustering.kmeans.k, report);
  }
  JobConfig resolved = job;
  resolved.device = choice.device.str();
  write_file(folder.path() / "config.json", job_json(resolved).dump(2) + "\n");
  write_assignments(folder.path() / "assignments.csv", found.clusters, found.images.labels);
  write_file(folder.path() / "centroids.npy", encode_npy(found.clusters.centroids));
  write_file(folder.path() / "iterations.csv", iterations_csv(found.clusters.records));
  draw_clusters(folder.path(), found.images, found.scale, found.codes, found.clusters, majority,
                job.pictures,
                make_generator(static_cast<std::uint64_t>(job.seed), Purpose::kPictures));
  write_file(folder.path() / "metrics.json", report.metrics.dump(2) + "\n");
  stop_if_interrupted();
  folder.publish();
  progress.clear();
  return report;
}

}  // namespace codegrid
