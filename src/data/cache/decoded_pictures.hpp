#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cache/cache_folder.hpp"
#include "data/name_list.hpp"
#include "data/options.hpp"
#include "data/skipped_picture.hpp"
#include "data/sources/picture_list.hpp"
#include "image/options.hpp"

namespace codegrid {

/// Pictures, each decoded once.
struct DecodedPictures {
  at::Tensor images;                      ///< [N, C, H, W] uint8, mapped: to be read only.
  at::Tensor labels;                      ///< [N] int64, or undefined.
  std::shared_ptr<const NameList> names;  ///< [N], as the list has them.
  std::vector<SkippedPicture> skipped;    ///< Not among the N: list.unreadable, then those decoded.
  std::string sha256;                     ///< Of what the pictures are keyed by.
  std::filesystem::path file;             ///< The cache file.
};

/// Called with how many pictures of how many are decoded; it may throw, which ends the decoding.
using OnDecoded = std::function<void(std::int64_t done, std::int64_t of)>;

/// The pictures of `list` in the shape that `options` ask for: out of `cache` where they were
/// decoded before, else decoded with every thread and put there. A cache file is keyed by the list
/// (root, names, sizes, times of change, labels), `options` and the decoder's version; it appears
/// whole or not at all, and two processes that want the same one decode it once. A file that is
/// not as the list says by the time it is read (changed, vanished) is an Error(kBadData). One that
/// is no picture, or a damaged one, is an Error(kBadData) that counts them and names the first ones
/// (kError), or is left out (kSkip); what is in `list.unreadable` counts as one. Either way the
/// others are then in the cache, so that a second start with kSkip has them at once.
/// A cache file that is damaged or of another version is made again, and a warning says why; so it
/// is where a picture that could not be read then can be now.
///   cache: a folder, which is made where it is missing; empty: picture_cache_folder().
///   on_decoded: called on this thread some times a second while pictures are decoded; may be
///   empty.
/// Throws Error(kBadData) as well where no picture is left, Error(kFailed) where the cache cannot
/// be written (the message says how much it needs), or belongs to another user.
DecodedPictures decode_pictures(const PictureList& list, const ImageOptions& options,
                                OnBadImage on_bad_image, const std::filesystem::path& cache,
                                const OnDecoded& on_decoded);

}  // namespace codegrid
