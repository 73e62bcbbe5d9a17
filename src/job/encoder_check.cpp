#include "job/encoder_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "core/error.hpp"
#include "data/scale.hpp"
#include "job/run_folder.hpp"

namespace codegrid {
namespace {

// Refuses what does not fit, or only says so.
class Doubts {
 public:
  Doubts(bool trust, Progress& progress) : trust_(trust), progress_(progress) {}

  void raise(const std::string& what) const {
    if (!trust_) {
      throw data_error(
          what +
          "\nA TorchScript file can run code when it is loaded. Only if you know where this one "
          "comes from, use it all the same with --trust");
    }
    progress_.say(fmt::format("warning: {}; used all the same, as --trust says", what));
  }

  // What `read` gives, or nothing where that is in doubt.
  template <class Read>
  auto value(const Read& read) const -> std::optional<decltype(read())> {
    try {
      return read();
    } catch (const Error& error) {
      raise(error.what());
      return std::nullopt;
    }
  }

 private:
  bool trust_;
  Progress& progress_;
};

}  // namespace

EncoderMetadata checked_metadata(const EncoderFile& file, const ClusteringRequest& request,
                                 const ImageSet& images, Progress& progress) {
  const Doubts doubts(request.trust, progress);
  if (!request.run.empty()) {
    const auto expected = doubts.value([&] { return encoder_sha256(request.run); });
    if (expected && *expected != file.sha256()) {
      doubts.raise(fmt::format(
          "{}: not the file that the training wrote (its SHA-256 is not the one in summary.json)",
          file.name()));
    }
  }
  auto metadata = doubts.value([&] { return file.metadata(); });
  if (!metadata) {
    metadata.emplace();
    metadata->input_shape = images.shape();
    metadata->scale = measure_scale(images.images, request.job.data.scale);
  }
  if (metadata->input_shape != images.shape()) {
    doubts.raise(fmt::format("{}: takes images of shape [{}], but the data's are [{}]",
                             file.name(), fmt::join(metadata->input_shape, ", "),
                             fmt::join(images.shape(), ", ")));
  }
  if (request.trust) metadata->code_size = 0;
  return *metadata;
}

}  // namespace codegrid
