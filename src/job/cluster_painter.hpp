#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "job/shown_image.hpp"
#include "view/code_image.hpp"
#include "view/grid.hpp"

namespace codegrid {

/// Makes the cells of the clusters' pictures: images, codes, and the centers of clusters as codes.
/// Everything that takes time looks whether the program was asked to stop, and then throws
/// interruption().
class ClusterPainter {
 public:
  /// All of them outlive the painter.
  ///   codes: [N, D] float32 on the CPU, as they were clustered.
  ///   shown: the clusters whose centers are drawn: the centroids, or means of a mixture's
  ///   components, or the mean codes where the method has neither.
  ///   tone: of the images.
  ClusterPainter(const ImageSet& images, PixelScale scale, const at::Tensor& codes,
                 const Clustering& clustering, const std::vector<std::int64_t>& shown,
                 Tone tone = Tone::kInk);

  /// {C, H, W}.
  std::vector<std::int64_t> image_shape() const { return images_.shape(); }

  /// Member number `place` of a cluster, for a grid of such cells; a blank cell beyond the last.
  Cell image(const at::Tensor& members, std::int64_t place, std::int64_t cell_pixels,
             std::string caption = "") const;
  Cell code(const at::Tensor& members, std::int64_t place, std::int64_t cell_pixels) const;
  /// The center of the cluster at `place` of those shown.
  Cell center(std::size_t place, std::int64_t cell_pixels, std::string caption) const;

  /// "centroid" or "mean".
  const std::string& center_name() const { return center_name_; }
  /// What the shades of all codes and centers stand for.
  InkScale scale() const { return ink_scale(range_); }

 private:
  Cell code_cell(const at::Tensor& code, std::int64_t cell_pixels, std::string caption) const;

  const ImageSet& images_;
  PixelScale scale_;
  const at::Tensor& codes_;
  std::string center_name_;
  at::Tensor centers_;  // [shown, D] float32; of zeros for a cluster without members
  CodeRange range_;
  Tone tone_;
};

}  // namespace codegrid
