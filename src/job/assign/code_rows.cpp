#include "job/assign/code_rows.hpp"

#include <unistd.h>

#include <utility>

#include "cluster/unit_length.hpp"
#include "core/interrupt.hpp"
#include "core/waiting_streams.hpp"

namespace codegrid {

CodeRows::CodeRows(LoadedEncoder encoder, FoundClusters clusters, RowFormat format,
                   std::optional<ClusterFolders> folders)
    : encoder_(std::move(encoder)),
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

void CodeRows::write(const at::Tensor& images, const Describe& describe) {
  const at::Tensor as_given = images.contiguous();
  at::Tensor codes = encoder_.encode(as_given);
  if (clusters_.normalize == Normalize::kL2) codes = unit_length(codes);
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
