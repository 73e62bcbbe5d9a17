#pragma once

#include <filesystem>

#include "core/progress.hpp"
#include "data/image_set.hpp"
#include "encoder/encoder_file.hpp"
#include "job/clustering_job.hpp"
#include "job/doubts.hpp"

namespace codegrid {

/// Raises a doubt unless the training of `run` vouches for `file`, by the SHA-256 in summary.json.
void check_origin(const EncoderFile& file, const std::filesystem::path& run, const Doubts& doubts);

/// What `file` says of itself, found to fit the run it is of (by the SHA-256 in summary.json) and
/// the images. Throws Error(kBadData) for the first thing that does not. With `request.trust` each
/// is a warning instead, and what the file does not say is taken from the job: shape and scale of
/// the images, and any code size.
EncoderMetadata checked_metadata(const EncoderFile& file, const ClusteringRequest& request,
                                 const ImageSet& images, Progress& progress);

/// The same of one of request.others.
EncoderMetadata checked_metadata(const EncoderFile& file, const OtherEncoder& encoder,
                                 const ClusteringRequest& request, const ImageSet& images,
                                 Progress& progress);

/// Throws Error(kBadData) unless both bring pictures into one shape in one way, so that one reading
/// serves both.
void require_same_shape(const EncoderFile& file, const EncoderMetadata& metadata,
                        const EncoderFile& other, const EncoderMetadata& others);

}  // namespace codegrid
