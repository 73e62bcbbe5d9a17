#include "job/assign/code_rows.hpp"

#include <ATen/Functions.h>
#include <unistd.h>

#include <utility>

#include "cluster/unit_length.hpp"
#include "core/interrupt.hpp"
#include "core/waiting_streams.hpp"

namespace codegrid {

CodeRows::CodeRows(std::vector<LoadedEncoder> encoders, FoundClusters clusters, RowFormat format,
                   std::optional<ClusterFolders> folders)
    : encoders_(std::move(encoders)),
      clusters_(std::move(clusters)),
      rows_(format, clusters_.assigner->has_confidence()),
      folders_(std::move(folders)),
      to_terminal_(::isatty(STDOUT_FILENO) == 1) {}

void CodeRows::begin() { write_lines(rows_.header()); }

void CodeRows::write_pictures(const std::vector<std::string>& paths, const at::Tensor& images) {
  write(images,
        [&](std::int64_t i) { return AssignedImage{.path = paths[static_cast<std::size_t>(i)]}; });
}

void CodeRows::write_array(const std::string& path, std::int64_t first, const at::Tensor& images) {
  write(images, [&](std::int64_t i) { return AssignedImage{.path = path, .index = first + i}; });
}

// As they were clustered, those of several encoders side by side.
at::Tensor CodeRows::encode(const at::Tensor& images) {
  std::vector<at::Tensor> codes;
  for (LoadedEncoder& encoder : encoders_) {
    codes.push_back(encoder.encode(images));
    if (clusters_.normalize == Normalize::kL2) codes.back() = unit_length(codes.back());
  }
  return codes.size() == 1 ? codes.front() : at::cat(codes, 1);
}

void CodeRows::write(const at::Tensor& images, const Describe& describe) {
  const at::Tensor as_given = images.contiguous();
  const at::Tensor codes = encode(as_given);
  std::vector<std::optional<std::int64_t>> known(static_cast<std::size_t>(as_given.size(0)));
  if (clusters_.known) known = clusters_.known->find_all(as_given);
  const std::vector<AssignedCode> assigned = clusters_.assigner->assign(codes, known);
  stop_if_interrupted();

  std::string text;
  for (std::size_t i = 0; i < assigned.size(); ++i) {
    AssignedImage image = describe(static_cast<std::int64_t>(i));
    image.code = assigned[i];
    image.known = known[i].has_value();
    rows_.append(text, image);
    if (folders_) {
      stop_if_interrupted();
      folders_->lay(std::string(image.path), image.code.cluster);
    }
  }
  write_lines(text);
  written_ += std::ssize(assigned);
}

}  // namespace codegrid
