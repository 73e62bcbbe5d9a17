#include "job/clustering_job.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cluster/assign/code_index.hpp"
#include "cluster/assign/mixture_file.hpp"
#include "cluster/assign/softmax_file.hpp"
#include "cluster/clustering.hpp"
#include "cluster/measures/agreement.hpp"
#include "cluster/measures/confusion.hpp"
#include "cluster/measures/contingency.hpp"
#include "cluster/measures/label_names.hpp"
#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_in_progress.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "core/trial.hpp"
#include "data/load.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/assign/known_images.hpp"
#include "job/cluster_pictures.hpp"
#include "job/cluster_tables.hpp"
#include "job/clustering_measure.hpp"
#include "job/code_files.hpp"
#include "job/confusion_pages.hpp"
#include "job/encode_images.hpp"
#include "job/find_clusters.hpp"
#include "job/job_context.hpp"
#include "job/k_sweep.hpp"
#include "job/k_sweep_chart.hpp"
#include "job/k_sweep_record.hpp"
#include "job/picture_files.hpp"
#include "job/picture_record.hpp"
#include "job/shown_image.hpp"
#include "job/skipped_pictures.hpp"
#include "job/trust_record.hpp"
#include "tensor/memory.hpp"
#include "tensor/npy.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// The layer that names the groups of `refined`; nothing by other methods.
std::optional<SoftmaxModel> own_groups(const EncoderFile& file, const EncoderMetadata& metadata,
                                       ClusteringMethod method) {
  if (method != ClusteringMethod::kRefined) return std::nullopt;
  try {
    const GroupLayer layer = LoadedEncoder(file, metadata, at::kCPU).group_layer();
    return SoftmaxModel{layer.weights, layer.biases, layer.centroids};
  } catch (const Error& error) {
    if (metadata.groups > 0) throw;
    throw data_error(fmt::format(
        "{}\nclustering.method \"refined\" takes the groups that the encoder names itself; choose "
        "another method for this one, such as --set clustering.method=spectral",
        error.what()));
  }
}

struct Clustered {
  ImageSet images;
  DataOptions data;  // as they were read
  std::vector<SkippedPicture> skipped;
  PixelScale scale;
  Tone tone;
  ClusteredCodes codes;
  ClusteringOptions options;  // of the number of clusters that was chosen
  Clustering clusters;
  std::optional<KSweep> sweep;              // that chose it
  std::vector<std::string> encoder_sha256;  // of each
  KnownImagesWriter known;
};

// Pictures are brought into the shape that the encoder says, whatever another job says of it; but
// not what `--set` says, which is an Error(kUsage).
DataOptions data_for(const EncoderFile& file, const ClusteringRequest& request) {
  DataOptions read = request.job.data;
  try {
    read.image = file.metadata().image;
  } catch (const Error&) {
    return read;  // checked_metadata judges it
  }
  if (!request.overruled_by_encoder.empty()) throw usage_error(request.overruled_by_encoder);
  return read;
}

// Writes codes.npy into `folder` on the way.
Clustered cluster_images(const ClusteringRequest& request, const JobContext& context,
                         const fs::path& folder) {
  const JobConfig& job = context.job();
  Progress& progress = context.progress();
  const std::vector<EncoderFile> files = read_encoders(request);
  DataOptions data = data_for(files.front(), request);
  Splits splits =
      load_training_images(data, [&](const std::string& line) { progress.update(line); });
  if (is_of_use(request.run, data.use)) {
    if (const std::string changes = changes_since(request.run, splits.listed); !changes.empty())
      progress.say("note: " + changes);
  }
  if (const std::string note = skipped_note(splits); !note.empty()) progress.say(note);
  ImageSet images = std::move(splits.train);
  std::vector<EncoderMetadata> metadata = check_encoders(files, request, images, progress);
  require_enough_codes(images.size(), job.clustering);
  const PixelScale scale = metadata.front().scale;
  const Tone tone = tone_of(job.data.dataset, metadata.front().image);
  const std::optional<SoftmaxModel> groups =
      own_groups(files.front(), metadata.front(), job.clustering.method);
  KnownImagesWriter known(images.size());
  ClusteredCodes codes;
  codes.sets = encode_images(files, std::move(metadata), images.images, context, folder, known);
  give_back_large_blocks();
  codes.joint = join_codes(codes.sets, folder);
  ClusteringOptions options = job.clustering;
  std::optional<KSweep> sweep;
  Clustering clusters;
  if (options.sweep().empty()) {
    clusters = cluster_with_progress(codes.sets, groups, options, context);
  } else {
    std::tie(clusters, sweep) = choose_k(codes, images, context);
    options = options.with_k(clusters.k);
  }
  std::vector<std::string> sums;
  for (const EncoderFile& file : files) sums.push_back(file.sha256());
  return {std::move(images),
          std::move(data),
          std::move(splits.skipped),
          scale,
          tone,
          std::move(codes),
          options,
          std::move(clusters),
          std::move(sweep),
          std::move(sums),
          std::move(known)};
}

// What the labels say of the clusters; empty without labels.
struct Comparison {
  std::optional<Contingency> table;
  ConfusionMatrix matrix;
};

Comparison compare_with_labels(const Clustered& found) {
  Comparison comparison;
  if (!found.images.labels.defined()) return comparison;
  comparison.table = contingency(found.images.labels, found.clusters.assignments, found.clusters.k);
  comparison.matrix = confusion_matrix(*comparison.table, LabelNames(found.images.label_names));
  return comparison;
}

// What the user is shown of the comparison on a terminal.
std::string table_of(const Comparison& comparison, const std::vector<ClusterRow>& rows) {
  if (is_readable(comparison.matrix))
    return "labels (rows) by cluster (columns)\n" + confusion_text(comparison.matrix);
  return largest_clusters_text(rows, comparison.matrix.label_names);
}

// Every figure, before anything is drawn.
void write_figures(const fs::path& folder, const Clustered& found, const Comparison& labels,
                   const JobConfig& job, ClusteringReport& report) {
  const Clustering& clusters = found.clusters;
  const std::vector<ClusterRow> rows =
      cluster_rows(report.sizes, labels.table ? &*labels.table : nullptr, report.unassigned);
  if (labels.table) {
    report.agreement = label_agreement(*labels.table);
    report.table = table_of(labels, rows);
    write_file(folder / cluster_files::kConfusionTable, confusion_csv(labels.matrix));
    write_file(folder / cluster_files::kConfusionText, readable_confusion(labels.matrix));
  }
  write_file(folder / cluster_files::kClusterTable,
             clusters_csv(rows, labels.matrix.label_names, report.trust.groups));
  JobConfig as_read = job;
  as_read.data = found.data;
  write_file(folder / run_files::kConfig, job_json(as_read).dump(2) + "\n");
  write_assignments(folder / cluster_files::kAssignments, clusters, found.images);
  if (clusters.centroids.defined())
    write_file(folder / cluster_files::kCentroids, encode_npy(clusters.centroids));
  write_skipped(folder, found.skipped);
  write_file(folder / cluster_files::kIterations, iterations_csv(clusters.records));
  if (report.sweep) write_file(folder / cluster_files::kSweepTable, sweep_csv(*report.sweep));
  write_file(folder / cluster_files::kMetrics, metrics_json(report).dump(2) + "\n");
}

// What codegrid-assign needs of this clustering beside its centroids.
void write_for_new_images(const fs::path& folder, Clustered& found, const JobContext& context) {
  const Clustering& clusters = found.clusters;
  found.known.write(folder / cluster_files::kKnownImages, clusters.assignments, clusters.k);
  if (clusters.mixture) write_mixture(folder / cluster_files::kMixture, *clusters.mixture);
  if (clusters.softmax) write_softmax(folder / cluster_files::kSoftmax, *clusters.softmax);
  if (clusters.centroids.defined() || clusters.softmax) return;
  const ClusteringOptions& options = found.options;
  const bool unit = options.normalize() == Normalize::kL2;
  // There, what is in no cluster says so of what is like it.
  const bool nowhere_votes = options.method == ClusteringMethod::kHdbscan;
  for (std::size_t i = 0; i < found.codes.sets.size(); ++i) {
    const at::Tensor& codes = found.codes.sets[i];
    at::Tensor held =
        nowhere_votes ? at::ones_like(clusters.assignments, at::kBool) : clusters.assignments.ge(0);
    // What has no direction here may be in a cluster by another encoder's code.
    if (unit && (nowhere_votes || found.codes.sets.size() > 1))
      held = held.logical_and(codes.ne(0).any(1));
    write_code_index(folder / file_of_encoder(cluster_files::kCodeIndex, i), codes,
                     clusters.assignments, clusters.k, context.generator(Purpose::kCodeIndex),
                     at::nonzero(held).flatten());
  }
}

// The names of the pictures that are missing.
std::vector<std::string> draw_pictures(const fs::path& folder, const Clustered& found,
                                       const Comparison& labels, const Trust& trust,
                                       const JobContext& context) {
  PictureFiles files(folder, context.progress());
  if (labels.table) draw_confusion(files, labels.matrix);
  if (found.sweep)
    files.write(cluster_files::kSweepChart, [&] { return draw_sweep(*found.sweep); });
  const std::vector<std::int64_t> majority =
      labels.table ? labels.table->majority : std::vector<std::int64_t>{};
  files.attempt("the rest of the pictures", [&] {
    draw_clusters(files,
                  {found.images, found.scale, found.codes.joint, found.clusters, majority,
                   labels.matrix.label_names, found.tone, &trust},
                  context.job().pictures, context.generator(Purpose::kPictures),
                  [&](std::int64_t done, std::int64_t count) {
                    context.progress().update(fmt::format("pictures: {} of {}", with_commas(done),
                                                          counted(count, "cluster", "clusters")));
                  });
  });
  return files.missing();
}

}  // namespace

ClusteringReport run_clustering(const ClusteringRequest& request, Progress& progress) {
  require_joinable(request);
  JobContext context(request.job, progress);
  // Codes near 1e-38 must not become 0; no thread is there yet that would go on with it.
  at::globalContext().setFlushDenormal(false);
  if (!request.run.empty()) context.lock(request.run);
  FolderInProgress folder(request.out);
  try_out(folder.path());

  Clustered found = cluster_images(request, context, folder.path());
  progress.update("metrics and tables");
  ClusteringReport report = measure_clustering(found.clusters, found.codes, context);
  report.sweep = found.sweep;
  report.encoder_sha256 = found.encoder_sha256.front();
  if (request.repeat)
    report.trust.repeated =
        repeat_clustering(found.clusters, found.codes.sets, found.options, context);
  report.refined = refined_round(request.run, report.encoder_sha256);
  report.skipped = static_cast<std::int64_t>(found.skipped.size());
  const Comparison labels = compare_with_labels(found);
  write_figures(folder.path(), found, labels, context.job(), report);
  write_encoders(folder.path(), request, found.encoder_sha256);
  write_for_new_images(folder.path(), found, context);
  report.missing_pictures = draw_pictures(folder.path(), found, labels, report.trust, context);
  stop_if_interrupted();
  folder.publish();
  progress.clear();
  return report;
}

}  // namespace codegrid
