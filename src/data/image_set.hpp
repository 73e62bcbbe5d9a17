#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/name_list.hpp"
#include "data/skipped_picture.hpp"
#include "data/sources/picture_list.hpp"

namespace codegrid {

/// Images and, where there are any, their labels. A part of a file's images is all of them and the
/// rows of the part, so that a mapped file larger than memory is never copied.
struct ImageSet {
  at::Tensor images;  ///< [M, C, H, W] uint8.
  at::Tensor labels;  ///< [N] int64, or undefined.
  at::Tensor rows{};  ///< [N] int64, rising: which of `images` are in the set; undefined: all.
  std::shared_ptr<const NameList> names{};  ///< One for each of `images`; null: they have none.
  std::vector<std::string> label_names{};   ///< Of label i; empty: the numbers are the names.
  std::int64_t size() const { return rows.defined() ? rows.size(0) : images.size(0); }
  /// A copy of the images at `places` of the set: [K] int64 in [0, N) -> [K, C, H, W] uint8.
  at::Tensor images_at(const at::Tensor& places) const {
    return images.index_select(0, rows.defined() ? rows.index_select(0, places) : places);
  }
  /// {C, H, W}.
  std::vector<std::int64_t> shape() const { return images.sizes().slice(1).vec(); }
};

/// Which file gave which bytes, for the record of a run.
struct Source {
  std::string path;
  std::string sha256;  ///< Of the file as it lies there (of the .gz where it is one).
};

/// Where the images come from that training is validated on.
enum class ValidationSource { kOwn, kTest, kHoldout };

/// What a job trains on, what it is validated on, and what it is tested on at its end. All images
/// have one shape.
struct Splits {
  ImageSet train;
  ImageSet validation;
  std::optional<ImageSet> test;  ///< Empty where there is none, or where it is `validation`.
  ValidationSource validation_source = ValidationSource::kHoldout;
  PictureList listed{};  ///< The training images, where each has a file of its own.
  std::vector<SkippedPicture> skipped{};  ///< What was left out of the sets, with the reasons.
  std::vector<Source> sources;            ///< In the order of reading: training, validation, test.
};

}  // namespace codegrid
