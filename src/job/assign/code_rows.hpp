#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "encoder/loaded_encoder.hpp"
#include "job/assign/assigned_rows.hpp"
#include "job/assign/cluster_folders.hpp"
#include "job/assign/found_clusters.hpp"

namespace codegrid {

/// From a batch of images to rows on standard output, and to pictures in folders where asked for.
class CodeRows {
 public:
  ///   encoders: those of the clustering, in its order; all take images of one shape.
  CodeRows(std::vector<LoadedEncoder> encoders, FoundClusters clusters, RowFormat format,
           std::optional<ClusterFolders> folders);

  /// Images that are best given together.
  std::int64_t round_images() const { return encoders_.front().round_images(); }
  /// Rows so far.
  std::int64_t written() const { return written_; }
  bool to_terminal() const { return to_terminal_; }

  /// Writes the names of the columns, where there are any.
  void begin();
  /// images: [paths.size(), C, H, W] uint8.
  void write_pictures(const std::vector<std::string>& paths, const at::Tensor& images);
  /// images: [N, C, H, W] uint8, those from number `first` on of the file `path`.
  void write_array(const std::string& path, std::int64_t first, const at::Tensor& images);

 private:
  using Describe = std::function<AssignedImage(std::int64_t i)>;
  void write(const at::Tensor& images, const Describe& describe);

  at::Tensor encode(const at::Tensor& images);

  std::vector<LoadedEncoder> encoders_;
  FoundClusters clusters_;
  AssignedRows rows_;
  std::optional<ClusterFolders> folders_;
  std::int64_t written_ = 0;
  bool to_terminal_;
};

}  // namespace codegrid
