#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

#include "cluster/clustering.hpp"
#include "cluster/measures/confusion.hpp"

namespace codegrid {

/// Writes assignments.csv: `index,cluster,` and the clustering's figures, then `label`, a row for
/// each image in the data's order. A cluster of -1 is none; a figure that is NaN stays empty, and
/// so does the label without labels. Throws Error(kFailed).
///   labels: [N] int64, or undefined.
void write_assignments(const std::filesystem::path& path, const Clustering& clustering,
                       const at::Tensor& labels);

/// iterations.csv: what the method recorded, a row an iteration.
std::string iterations_csv(const RecordTable& records);

/// confusion.png.
std::string draw_confusion(const ConfusionMatrix& matrix);

}  // namespace codegrid
