#pragma once

#include <filesystem>

#include "cluster/refined/softmax_model.hpp"

namespace codegrid {

/// Writes the model as a safetensors file of float32: weights and biases, or centroids, under a
/// format of their own. Throws Error(kFailed) where it cannot.
void write_softmax(const std::filesystem::path& path, const SoftmaxModel& model);

/// Reads what write_softmax wrote. Throws Error(kBadData) naming the file where it is damaged or
/// something else.
SoftmaxModel read_softmax(const std::filesystem::path& path);

}  // namespace codegrid
