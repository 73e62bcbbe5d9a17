#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/image_set.hpp"
#include "encoder/encoder_file.hpp"
#include "job/assign/known_images.hpp"
#include "job/clustering_job.hpp"
#include "job/job_context.hpp"

namespace codegrid {

// What a clustering does with its encoder, or with each of several, in the order of the request:
// the first, then the others.

/// Throws Error(kBadData) where runs of several encoders were trained on different images, and
/// Error(kUsage) where the results could not record them. Reads no images.
void require_joinable(const ClusteringRequest& request);

/// The files, nothing of which has run. Throws Error(kBadData).
std::vector<EncoderFile> read_encoders(const ClusteringRequest& request);

/// What the files say of themselves, found to fit their runs, the images, and each other. Throws as
/// checked_metadata and require_same_shape do.
std::vector<EncoderMetadata> check_encoders(const std::vector<EncoderFile>& files,
                                            const ClusteringRequest& request,
                                            const ImageSet& images, Progress& progress);

/// Writes the codes of each into `folder`; see write_codes.
///   images: [N, C, H, W] uint8. known: learns them on the way.
/// Returns them as they are to be clustered, [N, D] float32 each.
std::vector<at::Tensor> encode_images(const std::vector<EncoderFile>& files,
                                      std::vector<EncoderMetadata> metadata,
                                      const at::Tensor& images, const JobContext& context,
                                      const std::filesystem::path& folder,
                                      KnownImagesWriter& known);

/// Writes encoders.json into `folder`, which will be request.out, where there are several.
///   sha256: of each file.
void write_encoders(const std::filesystem::path& folder, const ClusteringRequest& request,
                    const std::vector<std::string>& sha256);

}  // namespace codegrid
