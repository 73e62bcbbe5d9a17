#include "job/init/training_facts.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "data/cache/listed_file.hpp"
#include "data/load.hpp"
#include "image/decode.hpp"
#include "train/precision.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostOfSample = 400;
constexpr double kMostPixelsOfSample = 1e9;  // a few seconds of decoding

// `count` of 0 .. size - 1, or all, evenly spread.
std::vector<std::int64_t> spread_over(std::int64_t size, std::int64_t count) {
  const std::int64_t most = std::min(size, count);
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i < most; ++i) places.push_back(i * size / most);
  return places;
}

// Appends to `decoded` the picture, unless it is bad: whoever decodes all names it.
void decode(const PictureList& list, const ListedPicture& picture, const ImageOptions& options,
            std::vector<at::Tensor>& decoded) {
  std::vector<char> buffer;
  const ReadPicture read = read_listed_file(list.root, picture, buffer);
  if (!read.problem.empty()) return;
  const at::Tensor image =
      at::empty({options.channels, options.height, options.width}, at::TensorOptions(at::kByte));
  try {
    decode_picture(read.bytes, options, image.mutable_data_ptr<std::uint8_t>());
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    return;
  }
  decoded.push_back(image);
}

at::Tensor sample_of_pictures(const Proposal& proposal) {
  const auto files = std::max<std::int64_t>(1, std::ssize(proposal.files.pictures));
  const double each = std::max(1.0, proposal.pixels / static_cast<double>(files));
  const auto most = std::clamp<std::int64_t>(static_cast<std::int64_t>(kMostPixelsOfSample / each),
                                             20, kMostOfSample);
  std::vector<at::Tensor> decoded;
  for (const std::int64_t place : spread_over(std::ssize(proposal.files.pictures), most)) {
    decode(proposal.files, proposal.files.pictures.at(static_cast<std::size_t>(place)),
           proposal.data.image, decoded);
  }
  return decoded.empty() ? at::Tensor() : at::stack(decoded);
}

// Colour decides without a look.
PresetAdvice preset_of(const Proposal& proposal, const std::optional<Splits>& read,
                       std::int64_t channels) {
  at::Tensor sample = at::zeros({1, 3, 1, 1}, at::kByte);
  if (channels == 1 && read) {
    sample = read->train.images_at(at::tensor(spread_over(read->train.size(), kMostOfSample)));
  } else if (channels == 1) {
    if (const at::Tensor some = sample_of_pictures(proposal); some.defined()) sample = some;
  }
  return advise_preset(sample);
}

std::int64_t count_labels(const Splits& read, bool held_out) {
  if (!read.train.labels.defined()) return 0;
  at::Tensor labels = read.train.labels;
  if (held_out && read.validation.labels.defined())
    labels = at::cat({labels, read.validation.labels});
  return std::get<0>(at::_unique(labels)).size(0);
}

}  // namespace

TrainingFacts facts_of(const Proposal& proposal, const std::optional<Splits>& read, int cores) {
  TrainingFacts facts;
  facts.images = proposal.images;
  facts.channels = proposal.channels;
  facts.height = proposal.height;
  facts.width = proposal.width;
  facts.cores = cores;
  facts.memory = memory_limit();
  facts.bfloat16 = processor_has_bfloat16();
  facts.validates_on_own = validation_source(proposal.data) != ValidationSource::kHoldout;
  facts.trained = facts.images - (facts.validates_on_own ? 0 : facts.images / 10);
  facts.labels = proposal.labels;
  if (read) {
    const std::vector<std::int64_t> shape = read->train.shape();
    facts.channels = shape[0];
    facts.height = shape[1];
    facts.width = shape[2];
    facts.trained = read->train.size();
    facts.images = facts.trained + (facts.validates_on_own ? 0 : read->validation.size());
    facts.labels = count_labels(*read, !facts.validates_on_own);
  }
  facts.preset = preset_of(proposal, read, facts.channels);
  return facts;
}

}  // namespace codegrid
