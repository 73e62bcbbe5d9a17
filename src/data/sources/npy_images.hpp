#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/image_set.hpp"
#include "data/sources/npy_array.hpp"

namespace codegrid {

/// Images in a .npy file or an array of a .npz file ("mnist.npz/x_train"; the name may be left out
/// where only one array has three or four dimensions): [N, H, W], [N, C, H, W] or [N, H, W, C] with
/// C = 1 or 3, of uint8, bool (true: 255) or floats in [0, 1] (round(255 x)), of either byte order,
/// in C order or Fortran's. Uint8 in C order with channels first stays mapped, in a .npy file, in
/// an archive that does not pack it, or in `cache`; all else is a copy.
///   labels: of whole numbers from 0 on, or of texts, which become the names of labels: [N] or
///   [N, 1]; without its array's name, the only one of such a shape and type. Empty: no labels.
///   sources: the files are added that are not there yet.
/// Throws Error(kBadData) naming the file, what was found and what was expected.
ImageSet read_npy_images(const std::filesystem::path& images, const std::filesystem::path& labels,
                         std::vector<Source>& sources, const ArrayCache& cache = {});

/// [N, C, H, W] uint8 of such an array.
at::Tensor images_of(const NpyArray& array);

/// Puts the labels of such an array, [N] int64, and their names into `set`.
void put_labels(const NpyArray& array, ImageSet& set);

/// Whether an array of that header may hold images, or labels.
bool may_be_images(const NpyHeader& header);
bool may_be_labels(const NpyHeader& header);

}  // namespace codegrid
