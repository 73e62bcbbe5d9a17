#include "data/joined_images.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/text_table.hpp"
#include "data/sources/label_numbers.hpp"

namespace codegrid {
namespace {

void require_room(const ImageSet& first, const ImageSet& second, const MemoryLimit& limit) {
  const auto bytes = static_cast<double>(first.images.numel() + second.images.numel());
  if (bytes <= limit.bytes) return;
  throw run_error(fmt::format(
      "out of memory: \"data.use\": \"all\" copies the training and test images, {} in all, into "
      "one block of {}, and {} are left of {}. Put them into one file, or leave \"use\": \"all\" "
      "out",
      with_commas(first.size() + second.size()), readable_bytes(bytes), readable_bytes(limit.bytes),
      limit.whose));
}

// A piece at a time, since a file that is mapped may take minutes to be read.
void copy_images(const at::Tensor& from, at::Tensor to,
                 const std::function<void(std::int64_t done)>& on_copied) {
  constexpr std::int64_t kPieceBytes = std::int64_t{1} << 26;
  const std::int64_t images = from.size(0);
  const std::int64_t piece =
      std::max<std::int64_t>(1, kPieceBytes / std::max<std::int64_t>(1, from.numel() / images));
  for (std::int64_t begin = 0; begin < images; begin += piece) {
    const std::int64_t end = std::min(images, begin + piece);
    to.slice(0, begin, end).copy_(from.slice(0, begin, end));
    on_copied(end);
  }
}

// Both sets' labels, and what they are called.
struct Labels {
  at::Tensor numbers;
  std::vector<std::string> names;
};

Labels joined_labels(const ImageSet& first, const ImageSet& second) {
  TORCH_CHECK(first.labels.defined() == second.labels.defined(),
              "labels of both sets are joined, or of none");
  if (!first.labels.defined()) return {};
  if (first.label_names.empty() != second.label_names.empty()) {
    throw data_error(fmt::format(
        "\"data.use\": \"all\": the labels of the {} images are texts, those of the {} images are "
        "numbers; expected one kind in both",
        first.label_names.empty() ? "test" : "training",
        first.label_names.empty() ? "training" : "test"));
  }
  if (first.label_names.empty()) return {at::cat({first.labels, second.labels}), {}};
  MergedLabels merged = merge_labels(first.label_names, second.label_names);
  return {at::cat({at::tensor(merged.first, at::kLong).index_select(0, first.labels),
                   at::tensor(merged.second, at::kLong).index_select(0, second.labels)}),
          std::move(merged.names)};
}

}  // namespace

ImageSet joined_images(const ImageSet& first, const ImageSet& second, const MemoryLimit& limit,
                       const OnJoining& on_joining) {
  TORCH_CHECK(!first.rows.defined() && !second.rows.defined() && !first.names && !second.names,
              "whole sets without names are joined");
  Labels labels = joined_labels(first, second);
  require_room(first, second, limit);
  const std::int64_t images = first.size() + second.size();
  std::vector<std::int64_t> shape = first.images.sizes().vec();
  shape[0] = images;
  ImageSet joined;
  joined.images = at::empty(shape, at::kByte);
  std::int64_t before = 0;
  for (const ImageSet* set : {&first, &second}) {
    copy_images(set->images, joined.images.slice(0, before, before + set->size()),
                [&](std::int64_t done) {
                  if (on_joining) on_joining(before + done, images);
                });
    before += set->size();
  }
  joined.labels = std::move(labels.numbers);
  joined.label_names = std::move(labels.names);
  return joined;
}

}  // namespace codegrid
