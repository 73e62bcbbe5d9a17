#pragma once

/// The names of the files that a training leaves in its run folder, and a clustering in its own.
namespace codegrid::run_files {

inline constexpr const char* kLatest = "latest";  ///< Beside the runs of a job: the newest of them.

inline constexpr const char* kConfig = "config.json";
inline constexpr const char* kEnvironment = "environment.json";
inline constexpr const char* kImages = "images.csv";  ///< Of pictures with files of their own.
inline constexpr const char* kMetricsLines = "metrics.jsonl";
inline constexpr const char* kMetricsTable = "metrics.csv";
inline constexpr const char* kCheckpoints = "checkpoints";          ///< A folder.
inline constexpr const char* kAugmentations = "augmentations.png";  ///< Where images are augmented.
inline constexpr const char* kLossChart = "loss.png";
inline constexpr const char* kReconstructions = "reconstructions.png";
inline constexpr const char* kSamples = "samples.png";  ///< Of variational models, as the next.
inline constexpr const char* kInterpolations = "interpolations.png";
inline constexpr const char* kEncoder = "encoder.pt";
inline constexpr const char* kSummary = "summary.json";   ///< Written last: the run is whole.
inline constexpr const char* kEncoders = "encoders";      ///< A folder: of several, each a run.
inline constexpr const char* kRefinement = "refinement";  ///< A folder; see refinement_files.
inline constexpr const char* kClusters = "clusters";      ///< A folder; see next_clusters_folder.

}  // namespace codegrid::run_files

/// Those in the folder of a refinement. Round 0 is the graph that it begins with; every student has
/// a folder with checkpoints, metrics and an encoder, called as those of a run.
namespace codegrid::refinement_files {

inline constexpr const char* kRecord = "refinement.json";
inline constexpr const char* kStudentFolder = "student_";  ///< 1, 2, ...
inline constexpr const char* kGraph = "graph_";            ///< 0, 1, ...: a safetensors file.
inline constexpr const char* kGroups = "groups.npy";       ///< A student's, of every image.

}  // namespace codegrid::refinement_files

/// Those that are in either.
namespace codegrid::common_files {

/// Pictures that were left out, where there are any.
inline constexpr const char* kSkipped = "skipped.csv";

}  // namespace codegrid::common_files

/// Those in a folder of clusters; beside them it has a run_files::kConfig of its own.
namespace codegrid::cluster_files {

inline constexpr const char* kCodes = "codes.npy";
inline constexpr const char* kEncoders = "encoders.json";  ///< Of several, whose codes were joined.
inline constexpr const char* kCentroids = "centroids.npy";
inline constexpr const char* kAssignments = "assignments.csv";
inline constexpr const char* kClusterTable = "clusters.csv";
inline constexpr const char* kKnownImages = "known_images.bin";
inline constexpr const char* kMixture = "mixture.safetensors";
inline constexpr const char* kSoftmax = "softmax.safetensors";
inline constexpr const char* kCodeIndex = "code_index.bin";
inline constexpr const char* kIterations = "iterations.csv";
inline constexpr const char* kMetrics = "metrics.json";
inline constexpr const char* kSweepTable =
    "k.csv";  ///< Of several numbers of clusters, as the next.
inline constexpr const char* kSweepChart = "k.png";
inline constexpr const char* kGrid = "clusters.png";
inline constexpr const char* kCodePictures = "codes.png";
inline constexpr const char* kConfusionTable = "confusion.csv";
inline constexpr const char* kConfusionText = "confusion.txt";
inline constexpr const char* kConfusionPicture = "confusion.png";

}  // namespace codegrid::cluster_files
