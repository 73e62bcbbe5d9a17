#include "data/cache/picture_decoder.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/paths.hpp"
#include "data/cache/listed_file.hpp"
#include "data/cache/share_out.hpp"
#include "image/decode.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{1} << 23;
constexpr std::int64_t kWrittenAtOnce = std::int64_t{1} << 20;
constexpr std::int64_t kMostInAChunk = std::int64_t{1} << 14;  // whose reasons are kept

}  // namespace

PictureDecoder::PictureDecoder(const PictureList& list, const ImageOptions& options,
                               CacheWriter& writer, const OnDecoded& on_decoded)
    : list_(list),
      options_(options),
      writer_(writer),
      on_decoded_(on_decoded),
      picture_bytes_(picture_bytes(options)),
      chunk_pictures_(std::clamp(kChunkBytes / picture_bytes_, 4 * workers(), kMostInAChunk)) {
  index_.shape = {options.channels, options.height, options.width};
  index_.root = one_path_of(list.root).native();
}

CacheIndex PictureDecoder::decode() {
  const std::int64_t all = std::ssize(list_.pictures);
  std::vector<std::vector<char>> buffers(static_cast<std::size_t>(workers()));
  Chunk decoded;  // and not yet written
  Chunk chunk;
  for (std::int64_t first = 0; first < all || !decoded.runs.empty(); first += decoded.count) {
    begin(chunk, first);
    const std::int64_t runs = std::ssize(decoded.runs);
    share_out(
        runs + chunk.count,
        [&](std::int64_t i, std::int64_t worker) {
          if (i < runs) return write(decoded, decoded.runs[static_cast<std::size_t>(i)]);
          decode_one(chunk, i - runs, buffers[static_cast<std::size_t>(worker)]);
        },
        [&](std::int64_t done) {
          stop_if_interrupted();
          if (on_decoded_) on_decoded_(first + std::max(done - runs, std::int64_t{0}), all);
        });
    stop_if_interrupted();
    settle(chunk);
    std::swap(decoded, chunk);
  }
  if (on_decoded_) on_decoded_(all, all);
  return std::move(index_);
}

void PictureDecoder::begin(Chunk& chunk, std::int64_t first) const {
  chunk.first = first;
  chunk.count = std::clamp(std::ssize(list_.pictures) - first, std::int64_t{0}, chunk_pictures_);
  chunk.pixels.resize(static_cast<std::size_t>(chunk.count * picture_bytes_));
  chunk.reasons.assign(static_cast<std::size_t>(chunk.count), "");
  chunk.runs.clear();
}

void PictureDecoder::decode_one(Chunk& chunk, std::int64_t i, std::vector<char>& buffer) const {
  const ListedPicture& picture = list_.pictures[static_cast<std::size_t>(chunk.first + i)];
  std::string& reason = chunk.reasons[static_cast<std::size_t>(i)];
  const ReadPicture read = read_listed_file(list_.root, picture, buffer);
  reason = read.problem;
  if (!reason.empty()) return;
  try {
    decode_picture(read.bytes, options_, chunk.pixels.data() + i * picture_bytes_);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    reason = error.what();
  }
}

// Which pictures are good is known: they get their places in the file.
void PictureDecoder::settle(Chunk& chunk) {
  const std::int64_t most = std::max(kWrittenAtOnce / picture_bytes_, std::int64_t{1});
  for (std::int64_t i = 0; i < chunk.count; ++i) {
    const ListedPicture& picture = list_.pictures[static_cast<std::size_t>(chunk.first + i)];
    const std::string& reason = chunk.reasons[static_cast<std::size_t>(i)];
    if (!reason.empty()) {
      index_.left_out.add(picture.name);
      index_.reasons.add(reason);
      continue;
    }
    const std::int64_t place = std::ssize(index_.names.ends);
    index_.names.add(picture.name);
    if (!list_.label_names.empty()) index_.labels.push_back(picture.label);
    const bool goes_on = !chunk.runs.empty() && chunk.runs.back().count < most &&
                         chunk.runs.back().first + chunk.runs.back().count == i;
    if (goes_on) {
      ++chunk.runs.back().count;
    } else {
      chunk.runs.push_back({i, 1, place});
    }
  }
}

void PictureDecoder::write(const Chunk& chunk, const Run& run) {
  const std::uint8_t* pixels = chunk.pixels.data() + run.first * picture_bytes_;
  writer_.write_pixels(static_cast<std::uint64_t>(run.place * picture_bytes_),
                       {reinterpret_cast<const char*>(pixels),
                        static_cast<std::size_t>(run.count * picture_bytes_)});
}

}  // namespace codegrid
