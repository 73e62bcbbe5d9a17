#include "data/sources/source.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

void check_labels(const SourceImages& read) {
  const at::Tensor& labels = read.set.labels;
  if (!labels.defined() || labels.size(0) == read.set.size()) return;
  throw data_error(fmt::format("{}: {} found, expected {}, one for each image of {}",
                               read.files.back().path, counted(labels.size(0), "label", "labels"),
                               with_commas(read.set.size()), read.files.front().path));
}

}  // namespace

SourceImages read_source(const DataOptions& options, const std::filesystem::path& images,
                         const std::filesystem::path& labels, const OnReading& on_reading) {
  TORCH_CHECK(options.dataset != Dataset::kMnist, "mnist is read by load_mnist");
  if (options.dataset == Dataset::kFolder || options.dataset == Dataset::kList)
    return read_pictures(options, images, on_reading);
  SourceImages read = options.dataset == Dataset::kIdx
                          ? read_idx(options, images, labels)
                          : read_npy(options, images, labels, on_reading);
  check_labels(read);
  return read;
}

}  // namespace codegrid
