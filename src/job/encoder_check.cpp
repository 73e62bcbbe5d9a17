#include "job/encoder_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "data/scale.hpp"
#include "job/image_settings.hpp"

namespace codegrid {
namespace {

// What the file says of itself, or else what the job says of its images.
EncoderMetadata metadata_of(const EncoderFile& file, const DataOptions& data,
                            const ImageSet& images, const Doubts& doubts) {
  try {
    return file.metadata();
  } catch (const Error& error) {
    doubts.raise(error.what());
  }
  EncoderMetadata assumed;
  assumed.input_shape = images.shape();
  assumed.image = image_settings(data, assumed.input_shape);
  assumed.scale = measure_scale(images.images, data.scale);
  return assumed;
}

}  // namespace

void check_origin(const EncoderFile& file, const std::filesystem::path& run, const Doubts& doubts) {
  const std::optional<std::string> expected = encoder_sha256(run);
  if (!expected) {
    doubts.raise(
        fmt::format("{}: has no summary.json with the SHA-256 of its encoder.pt; its "
                    "training did not finish, or an older codegrid wrote it",
                    run.string()));
  } else if (*expected != file.sha256()) {
    doubts.raise(fmt::format(
        "{}: not the file that the training wrote (its SHA-256 is not the one in summary.json)",
        file.name()));
  }
}

EncoderMetadata checked_metadata(const EncoderFile& file, const ClusteringRequest& request,
                                 const ImageSet& images, Progress& progress) {
  return checked_metadata(file, {request.encoder, request.run}, request, images, progress);
}

EncoderMetadata checked_metadata(const EncoderFile& file, const OtherEncoder& encoder,
                                 const ClusteringRequest& request, const ImageSet& images,
                                 Progress& progress) {
  const Doubts doubts(request.trust, progress);
  if (!encoder.run.empty()) check_origin(file, encoder.run, doubts);
  EncoderMetadata metadata = metadata_of(file, request.job.data, images, doubts);
  if (metadata.input_shape != images.shape()) {
    doubts.raise(fmt::format("{}: takes images of shape [{}], but the data's are [{}]", file.name(),
                             fmt::join(metadata.input_shape, ", "),
                             fmt::join(images.shape(), ", ")));
  }
  if (request.trust) metadata.code_size = 0;
  return metadata;
}

void require_same_shape(const EncoderFile& file, const EncoderMetadata& metadata,
                        const EncoderFile& other, const EncoderMetadata& others) {
  if (metadata.input_shape != others.input_shape) {
    throw data_error(
        fmt::format("{}: takes images of shape [{}], but {} takes [{}]; encoders of "
                    "one graph must take the same images",
                    other.name(), fmt::join(others.input_shape, ", "), file.name(),
                    fmt::join(metadata.input_shape, ", ")));
  }
  if (metadata.image == others.image) return;
  throw data_error(fmt::format(
      "{}: brings pictures into its shape in another way than {} (data.image); encoders "
      "of one graph must take the same images",
      other.name(), file.name()));
}

}  // namespace codegrid
