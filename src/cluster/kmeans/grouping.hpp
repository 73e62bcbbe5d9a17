#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace codegrid {

/// The rows of `targets` in an order in which each `size` that follow one another lie close
/// together: halves of halves, cut across the line between two rows that are far apart. Only the
/// last group may have fewer.
///   targets: [k, D] float32 on the CPU, contiguous. Returns each row's number once.
/// Throws Error once the program is asked to stop.
std::vector<std::int32_t> group_alike(const at::Tensor& targets, std::int64_t size);

}  // namespace codegrid
