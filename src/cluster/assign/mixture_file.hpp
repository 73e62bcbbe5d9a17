#pragma once

#include <filesystem>

#include "cluster/mixture/mixture_model.hpp"

namespace codegrid {

/// Writes the mixture as a safetensors file of float64: column_means, column_scales, weights, means
/// and covariances. Throws Error(kFailed) where it cannot.
void write_mixture(const std::filesystem::path& path, const MixtureModel& model);

/// Reads what write_mixture wrote. Throws Error(kBadData) naming the file where it is damaged or
/// something else.
MixtureModel read_mixture(const std::filesystem::path& path);

}  // namespace codegrid
