#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace codegrid {

/// The one-to-one match of rows and columns with the largest sum of weights: the Hungarian method
/// (Kuhn 1955) with shortest augmenting paths (Jonker and Volgenant 1987), in time for short^2 long
/// and memory for the weights once more, where short and long are its sides.
///   weights: [rows, columns] int64 on the CPU, neither side empty.
/// Returns the column of each row, [rows]; -1 for a row that stays alone because there are fewer
/// columns. Throws Error once the program is asked to stop.
std::vector<std::int64_t> best_match(const at::Tensor& weights);

}  // namespace codegrid
