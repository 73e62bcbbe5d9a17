#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/measures/confusion.hpp"

namespace codegrid {

/// Writes assignments.csv: `index,cluster,distance,label`, a row for each image in the data's
/// order; the label stays empty without labels. Throws Error(kFailed).
///   labels: [N] int64, or undefined.
void write_assignments(const std::filesystem::path& path, const KMeansResult& clusters,
                       const at::Tensor& labels);

/// iterations.csv: `start,iteration,inertia,shift,relocated`, a row for each iteration of each
/// start.
std::string iterations_csv(const std::vector<KMeansIteration>& records);

/// confusion.png.
std::string draw_confusion(const ConfusionMatrix& matrix);

}  // namespace codegrid
