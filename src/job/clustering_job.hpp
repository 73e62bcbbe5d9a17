#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "job/clustering_report.hpp"

namespace codegrid {

/// An encoder whose codes are grouped together with those of a request's first.
struct OtherEncoder {
  std::filesystem::path encoder;
  std::filesystem::path run{};  ///< The run folder that it is of; empty: of none.
};

struct ClusteringRequest {
  std::filesystem::path encoder;  ///< The exported encoder.
  JobConfig job;                  ///< Its data, clustering and pictures.
  std::filesystem::path out;      ///< A folder that does not exist yet.
  std::filesystem::path run;      ///< The run folder that the encoder is of; empty: of none.
  bool trust = false;  ///< Use an encoder that fits neither run nor data, with a warning.
  /// What is wrong with the job where the encoder has metadata after all; see JobToCluster.
  std::string overruled_by_encoder{};
  /// Further encoders of the same images. Those of runs must have been trained on the images that
  /// the first was; the method must be one that joins_encoders.
  std::vector<OtherEncoder> others{};
  /// Cluster once more, from another seed, to say how much of it comes out the same; takes as long
  /// again.
  bool repeat = false;
};

/// Codes of all training images, clusters of them, and everything that is written of it into `out`,
/// which appears with all figures or not at all; the report names the pictures that failed. Reads
/// only the encoder and the data, and runs nothing of the
/// encoder's file before it is found to fit. Throws Error.
ClusteringReport run_clustering(const ClusteringRequest& request, Progress& progress);

}  // namespace codegrid
