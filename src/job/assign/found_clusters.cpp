#include "job/assign/found_clusters.hpp"

#include <ATen/ATen.h>
#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "cluster/assign/mixture_file.hpp"
#include "cluster/assign/most_probable.hpp"
#include "cluster/assign/nearest_centroids.hpp"
#include "cluster/assign/neighbor_vote.hpp"
#include "cluster/assign/probable_group.hpp"
#include "cluster/assign/softmax_file.hpp"
#include "config/job_config.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "core/text_table.hpp"
#include "job/clustering_report.hpp"
#include "job/code_files.hpp"
#include "job/joint_encoders.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

ClusteringOptions options_of(const fs::path& folder) {
  return load_job(folder / run_files::kConfig, {}).clustering;
}

// The encoder whose codes were clustered must be this one.
void check_encoder(const fs::path& folder, const EncoderFile& encoder, const Doubts& doubts) {
  const fs::path file = folder / cluster_files::kMetrics;
  const nlohmann::json metrics =
      parse_json(read_file(file, ExitCode::kBadData), file.string(), ExitCode::kBadData);
  if (metrics.is_object() && metrics.value("encoder_sha256", nlohmann::json()) == encoder.sha256())
    return;
  doubts.raise(fmt::format(
      "{}: not the encoder whose codes were clustered in {} (its SHA-256 is not the one in {})",
      encoder.name(), folder.string(), cluster_files::kMetrics));
}

struct Centroids {
  std::unique_ptr<const CodeAssigner> assigner;
  std::int64_t k;
};

Centroids read_centroids(const fs::path& file, CentroidMeasure measure) {
  const at::Tensor centroids = read_npy_file(file);
  if (centroids.dim() != 2 || centroids.scalar_type() != at::kFloat || centroids.numel() == 0) {
    throw data_error(fmt::format(
        "{}: holds no centroids; expected float32 [k, D], as codegrid-cluster writes them into {}",
        file.string(), cluster_files::kCentroids));
  }
  return {std::make_unique<NearestCentroids>(centroids, measure), centroids.size(0)};
}

CentroidMeasure measure_of(ClusteringMethod method) {
  return method == ClusteringMethod::kSphericalKMeans ? CentroidMeasure::kCosine
                                                      : CentroidMeasure::kEuclidean;
}

void find_by_centroids(const fs::path& file, CentroidMeasure measure, FoundClusters& found) {
  Centroids centroids = read_centroids(file, measure);
  found.assigner = std::move(centroids.assigner);
  found.k = centroids.k;
}

void find_by_neighbors(const fs::path& folder, const ClusteringOptions& options,
                       std::size_t encoders, FoundClusters& found) {
  std::vector<fs::path> indices;
  for (std::size_t i = 0; i < encoders; ++i) {
    indices.push_back(folder / file_of_encoder(cluster_files::kCodeIndex, i));
    if (is_there(indices.back())) continue;
    throw data_error(fmt::format(
        "{}: has no {}, which new images need where clusters have no centroids; an older codegrid "
        "made it: run codegrid-cluster again, with --set clustering.method={}",
        folder.string(), indices.back().filename().string(), method_name(options.method)));
  }
  auto vote = std::make_unique<NeighborVote>(indices, options.neighbors(), options.normalize());
  found.k = vote->clusters();
  found.assigner = std::move(vote);
}

void find_by_mixture(const fs::path& folder, FoundClusters& found) {
  auto mixture = std::make_unique<MostProbable>(read_mixture(folder / cluster_files::kMixture));
  found.k = mixture->clusters();
  found.assigner = std::move(mixture);
}

void find_by_probability(const fs::path& folder, FoundClusters& found) {
  auto group = std::make_unique<ProbableGroup>(read_softmax(folder / cluster_files::kSoftmax));
  found.k = group->clusters();
  found.assigner = std::move(group);
}

void find_known_images(const fs::path& folder, const EncoderMetadata& metadata,
                       FoundClusters& found, Progress& progress) {
  const fs::path file = folder / cluster_files::kKnownImages;
  if (!is_there(file)) {
    progress.say(
        fmt::format("note: {}: has no {}, since an older codegrid made it: images of the "
                    "clustering are not recognised, and go by their codes",
                    folder.string(), cluster_files::kKnownImages));
    return;
  }
  auto known = std::make_unique<KnownImages>(file);
  const std::int64_t bytes = c10::multiply_integers(metadata.input_shape);
  if (known->clusters() != found.k || known->image_bytes() != bytes) {
    throw data_error(fmt::format(
        "{}: of images of {} in {}, expected {} and {}; it is of another clustering: run "
        "codegrid-cluster again",
        file.string(), counted(known->image_bytes(), "byte", "bytes"),
        counted(known->clusters(), "cluster", "clusters"), counted(bytes, "byte", "bytes"),
        counted(found.k, "cluster", "clusters")));
  }
  found.known = std::move(known);
}

// The other encoders must be those whose codes were clustered together with the first's.
void check_others(const fs::path& folder, const OtherEncoders& others, const Doubts& doubts) {
  const std::vector<JointEncoder> joint = read_joint_encoders(folder);
  const std::size_t expected = std::max<std::size_t>(1, joint.size());
  if (others.files.size() + 1 != expected) {
    throw data_error(fmt::format("{}: its clusters are of the codes of {}, but {} given",
                                 folder.string(), counted(expected, "encoder", "encoders"),
                                 counted(others.files.size() + 1, "is", "are")));
  }
  for (std::size_t i = 0; i < others.files.size(); ++i) {
    if (others.files[i].sha256() == joint[i + 1].sha256) continue;
    doubts.raise(fmt::format(
        "{}: not encoder {} of those whose codes were clustered in {} (its SHA-256 is not the one "
        "in {})",
        others.files[i].name(), i + 2, folder.string(), cluster_files::kEncoders));
  }
}

FoundClusters in_folder(const WantedClusters& wanted, const EncoderFile& encoder,
                        const EncoderMetadata& metadata, const Doubts& doubts, Progress& progress,
                        const OtherEncoders& others) {
  const fs::path& folder = wanted.folder;
  if (!is_there(folder / cluster_files::kMetrics) || !is_there(folder / run_files::kConfig)) {
    throw data_error(fmt::format(
        "{}: no folder of codegrid-cluster: it has no {}", folder.string(),
        is_there(folder / cluster_files::kMetrics) ? run_files::kConfig : cluster_files::kMetrics));
  }
  check_encoder(folder, encoder, doubts);
  check_others(folder, others, doubts);
  const ClusteringOptions options = options_of(folder);
  FoundClusters found;
  found.normalize = options.normalize();
  switch (options.method) {
    case ClusteringMethod::kKMeans:
    case ClusteringMethod::kSphericalKMeans:
      find_by_centroids(folder / cluster_files::kCentroids, measure_of(options.method), found);
      break;
    case ClusteringMethod::kGaussianMixture:
      find_by_mixture(folder, found);
      break;
    case ClusteringMethod::kGraph:
    case ClusteringMethod::kSpectral:
    case ClusteringMethod::kHdbscan:
      find_by_neighbors(folder, options, others.files.size() + 1, found);
      break;
    case ClusteringMethod::kRefined:
      find_by_probability(folder, found);
      break;
  }
  if (wanted.recognize) find_known_images(folder, metadata, found, progress);
  return found;
}

// Those of the config that lies beside centroids. Where they are not `required`, another program's
// config of that name is none.
std::optional<ClusteringOptions> options_beside(const fs::path& folder, bool required) {
  if (!is_there(folder / run_files::kConfig)) return std::nullopt;
  try {
    return options_of(folder);
  } catch (const Error&) {
    if (required) throw;
  }
  return std::nullopt;
}

FoundClusters by_centroids(const WantedClusters& wanted, Progress& progress) {
  const fs::path folder = wanted.centroids.parent_path();
  FoundClusters found;
  CentroidMeasure measure = CentroidMeasure::kEuclidean;
  if (const auto options = options_beside(folder, /*required=*/!wanted.normalize)) {
    found.normalize = options->normalize();
    measure = measure_of(options->method);
    if (options->method == ClusteringMethod::kGaussianMixture) {
      progress.say(
          fmt::format("note: {}: the means of a mixture: images go to the nearest mean, and not to "
                      "the most probable component, for which name the folder with --clusters",
                      printable(wanted.centroids.string())));
    }
  }
  if (wanted.normalize) {
    found.normalize = *wanted.normalize;
    // A cosine is one of codes at unit length.
    if (found.normalize == Normalize::kNone) measure = CentroidMeasure::kEuclidean;
  }
  find_by_centroids(wanted.centroids, measure, found);
  return found;
}

}  // namespace

FoundClusters find_clusters(const WantedClusters& wanted, const EncoderFile& encoder,
                            const EncoderMetadata& metadata, const Doubts& doubts,
                            Progress& progress, const OtherEncoders& others) {
  FoundClusters found = wanted.folder.empty()
                            ? by_centroids(wanted, progress)
                            : in_folder(wanted, encoder, metadata, doubts, progress, others);
  std::int64_t width = metadata.code_size;
  for (const EncoderMetadata& other : others.metadata) width += other.code_size;
  if (found.assigner->width() != width) {
    throw data_error(fmt::format(
        "{}: its codes have {}, but those of the clusters in {} have {}; give the encoder "
        "whose codes were clustered",
        encoder.name(), counted(width, "value", "values"),
        (wanted.folder.empty() ? wanted.centroids : wanted.folder).string(),
        found.assigner->width()));
  }
  return found;
}

}  // namespace codegrid
