#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "cluster/confusion.hpp"
#include "cluster/kmeans.hpp"

namespace codegrid {

/// assignments.csv: `index,cluster,distance,label`, a row for each image in the data's order; the
/// label stays empty without labels.
///   labels: [N] int64, or undefined.
std::string assignments_csv(const KMeansResult& clusters, const at::Tensor& labels);

/// iterations.csv: `start,iteration,inertia,shift,relocated`, a row for each iteration of each
/// start.
std::string iterations_csv(const std::vector<KMeansIteration>& records);

/// confusion.png.
std::string draw_confusion(const ConfusionMatrix& matrix);

}  // namespace codegrid
