#include "data/cache/decoded_pictures.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "cache/cache_lock.hpp"
#include "cache/cache_writer.hpp"
#include "cache/open_cache_file.hpp"
#include "core/text_table.hpp"
#include "core/warning.hpp"
#include "data/cache/bad_pictures.hpp"
#include "data/cache/listed_file.hpp"
#include "data/cache/picture_decoder.hpp"
#include "data/cache/picture_key.hpp"
#include "image/decode.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using CacheFile = std::shared_ptr<const OpenCacheFile>;

// Pictures that the system could not read then, and can now: no time of theirs has changed.
std::int64_t readable_by_now(const CacheView& view, const fs::path& root) {
  std::int64_t pictures = 0;
  for (std::size_t i = 0; i < view.left_out.size(); ++i) {
    if (view.reasons[i].starts_with(kCannotBeRead) && can_be_read(root / view.left_out[i]))
      ++pictures;
  }
  return pictures;
}

CacheFile usable_file(const fs::path& cache, const std::string& key, const fs::path& root) {
  CacheFile file = find_cache_file(cache, key);
  if (file == nullptr) return nullptr;
  const std::int64_t pictures = readable_by_now(file->view(), root);
  if (pictures == 0) return file;
  warn_once(
      "readable " + key,
      fmt::format("{}: {} that could not be read before can be read now; the pictures are "
                  "decoded again",
                  cache_file_of(cache, key).string(), counted(pictures, "picture", "pictures")));
  return nullptr;
}

// Of the cache file where every picture is good. Of a bad one there is its reason instead of its
// pixels, which is seldom longer.
std::uint64_t most_bytes(const PictureList& list, const ImageOptions& options) {
  const std::int64_t bytes_each = picture_bytes(options) + 3 * std::int64_t{8};
  std::uint64_t bytes = kCachePage + list.pictures.size() * static_cast<std::uint64_t>(bytes_each);
  for (const ListedPicture& picture : list.pictures) bytes += picture.name.size();
  return bytes;
}

// Waits where another process makes the same file, and then takes that.
CacheFile make_file(const PictureList& list, const ImageOptions& options, const fs::path& cache,
                    const std::string& key, const OnDecoded& on_decoded) {
  make_cache_folder(cache);
  const std::unique_ptr<CacheLock> lock = CacheLock::wait_for(cache, key);
  if (CacheFile file = usable_file(cache, key, list.root)) return file;
  remove_unfinished(cache);
  CacheWriter writer(cache, key, most_bytes(list, options));
  CacheIndex index = PictureDecoder(list, options, writer, on_decoded).decode();
  index.key = key;
  writer.publish(index);
  return std::make_shared<const OpenCacheFile>(cache_file_of(cache, key), key);
}

at::Tensor images_in(const CacheFile& file) {
  const CacheView& view = file->view();
  const auto pictures = static_cast<std::int64_t>(view.names.size());
  // from_blob wants what it could write to; nothing writes to images.
  return at::from_blob(
      const_cast<char*>(view.pixels.data()),
      {pictures, view.shape.channels, view.shape.height, view.shape.width},
      [owner = file](void*) {}, at::kByte);
}

at::Tensor labels_in(const CacheView& view) {
  if (view.labels.empty()) return {};
  at::Tensor labels = at::empty({std::ssize(view.labels)}, at::kLong);
  std::ranges::copy(view.labels, labels.mutable_data_ptr<std::int64_t>());
  return labels;
}

}  // namespace

DecodedPictures decode_pictures(const PictureList& list, const ImageOptions& options,
                                OnBadImage on_bad_image, const fs::path& cache,
                                const OnDecoded& on_decoded) {
  const fs::path folder = cache.empty() ? picture_cache_folder() : cache;
  DecodedPictures decoded;
  decoded.sha256 = picture_key(list, options);
  decoded.file = cache_file_of(folder, decoded.sha256);
  CacheFile file = usable_file(folder, decoded.sha256, list.root);
  if (file == nullptr) file = make_file(list, options, folder, decoded.sha256, on_decoded);

  const CacheView& view = file->view();
  decoded.skipped = list.unreadable;
  for (std::size_t i = 0; i < view.left_out.size(); ++i)
    decoded.skipped.push_back({std::string(view.left_out[i]), std::string(view.reasons[i])});
  require_good_pictures(list.root, std::ssize(list.pictures) + std::ssize(list.unreadable),
                        decoded.skipped, on_bad_image);
  decoded.images = images_in(file);
  decoded.labels = labels_in(view);
  decoded.names = std::make_shared<const NameList>(file, view.names.ends, view.names.text);
  return decoded;
}

}  // namespace codegrid
