#include "job/encode_images.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/run_files.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/code_files.hpp"
#include "job/encoder_check.hpp"
#include "job/joint_encoders.hpp"
#include "job/same_images.hpp"

namespace fs = std::filesystem;

namespace codegrid {

void require_joinable(const ClusteringRequest& request) {
  if (request.others.empty()) return;
  require_recordable(request.encoder);
  for (const OtherEncoder& other : request.others) {
    require_recordable(other.encoder);
    if (!request.run.empty() && !other.run.empty()) require_same_images(request.run, other.run);
  }
}

std::vector<EncoderFile> read_encoders(const ClusteringRequest& request) {
  std::vector<EncoderFile> files{EncoderFile::read(request.encoder)};
  for (const OtherEncoder& other : request.others)
    files.push_back(EncoderFile::read(other.encoder));
  return files;
}

std::vector<EncoderMetadata> check_encoders(const std::vector<EncoderFile>& files,
                                            const ClusteringRequest& request,
                                            const ImageSet& images, Progress& progress) {
  std::vector<EncoderMetadata> all{checked_metadata(files.front(), request, images, progress)};
  for (std::size_t i = 0; i < request.others.size(); ++i) {
    const OtherEncoder& other = request.others[i];
    all.push_back(checked_metadata(files[i + 1], other, request, images, progress));
    require_same_shape(files.front(), all.front(), files[i + 1], all.back());
  }
  return all;
}

std::vector<at::Tensor> encode_images(const std::vector<EncoderFile>& files,
                                      std::vector<EncoderMetadata> metadata,
                                      const at::Tensor& images, const JobContext& context,
                                      const fs::path& folder, KnownImagesWriter& known) {
  std::vector<at::Tensor> codes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    LoadedEncoder encoder(files[i], std::move(metadata[i]), context.device());
    const std::string of =
        files.size() == 1 ? "" : fmt::format(" by encoder {} of {}", i + 1, files.size());
    const auto on_codes = [&](std::int64_t done) {
      stop_if_interrupted();
      // Just read, and so in memory.
      if (i == 0) known.add(images.slice(0, known.size(), done));
      context.progress().update(fmt::format("codes{}: {} of {}", of, with_commas(done),
                                            counted(images.size(0), "image", "images")));
    };
    codes.push_back(write_codes(encoder, images, context.job().clustering.normalize(), folder,
                                file_of_encoder(cluster_files::kCodes, i), on_codes));
  }
  return codes;
}

void write_encoders(const fs::path& folder, const ClusteringRequest& request,
                    const std::vector<std::string>& sha256) {
  if (request.others.empty()) return;
  std::vector<JointEncoder> encoders{{request.run, request.encoder, sha256.front()}};
  for (std::size_t i = 0; i < request.others.size(); ++i) {
    const OtherEncoder& other = request.others[i];
    encoders.push_back({other.run, other.encoder, sha256[i + 1]});
  }
  write_joint_encoders(folder, request.out, encoders);
}

}  // namespace codegrid
