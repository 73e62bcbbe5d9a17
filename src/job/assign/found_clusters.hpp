#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/options.hpp"
#include "core/progress.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/metadata.hpp"
#include "job/assign/known_images.hpp"
#include "job/doubts.hpp"

namespace codegrid {

/// Which clusters new images are to be assigned to.
struct WantedClusters {
  std::filesystem::path folder{};        ///< Of codegrid-cluster; or else:
  std::filesystem::path centroids{};     ///< [k, D] float32, .npy.
  std::optional<Normalize> normalize{};  ///< Of the codes of `centroids`; empty: as config.json
                                         ///< beside them says, or else none.
  bool recognize = true;                 ///< Images of the clustering keep their cluster.
};

/// Clusters, ready for new images.
struct FoundClusters {
  std::unique_ptr<const CodeAssigner> assigner;
  std::unique_ptr<const KnownImages> known;  ///< Null: no image is recognised.
  Normalize normalize = Normalize::kNone;
  std::int64_t k = 0;
};

/// The encoders beside the first of a clustering of several, in its order.
struct OtherEncoders {
  std::vector<EncoderFile> files{};
  std::vector<EncoderMetadata> metadata{};  ///< What they say of themselves.
};

/// With several encoders the assigner takes their codes side by side.
/// Throws Error(kBadData) where the folder or a file is not what a clustering of this encoder
/// leaves; some of that only as `doubts` say. What an older codegrid has not left is said to
/// `progress` where it can be done without.
FoundClusters find_clusters(const WantedClusters& wanted, const EncoderFile& encoder,
                            const EncoderMetadata& metadata, const Doubts& doubts,
                            Progress& progress, const OtherEncoders& others = {});

}  // namespace codegrid
