#include "cluster/spectral/block_algebra.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Rows of a chunk: enough to be worth a product, and no more chunks than their sums have room for.
constexpr std::int64_t kLeastRows = 1024;
constexpr std::int64_t kMostChunks = 32;

// LibTorch computes with one thread while this lives: the bits of a product of matrices, or of
// their eigenvectors, depend on the number.
class OneThread {
 public:
  OneThread() { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = at::get_num_threads();
};

std::int64_t rows_of_a_chunk(std::int64_t rows) {
  return std::max(kLeastRows, at::divup(rows, kMostChunks));
}

std::int64_t chunks_of(const at::Tensor& block) {
  return at::divup(block.size(0), rows_of_a_chunk(block.size(0)));
}

// Calls use(chunk, first row, number of rows), each chunk on one thread.
template <class Use>
void for_each_chunk(const at::Tensor& block, const Use& use) {
  const std::int64_t all = block.size(0);
  const std::int64_t rows = rows_of_a_chunk(all);
  const auto some = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t chunk = begin; chunk < end; ++chunk) {
      stop_if_interrupted();
      use(chunk, chunk * rows, std::min(rows, all - chunk * rows));
    }
  };
  if (chunks_of(block) > 1) {
    at::parallel_for(0, chunks_of(block), 1, some);
  } else {
    const OneThread one;
    some(0, chunks_of(block));
  }
}

// The sum of parts[0], parts[1], ...
at::Tensor add_up(const at::Tensor& parts) {
  at::Tensor sum = at::zeros_like(parts[0]);
  for (std::int64_t i = 0; i < parts.size(0); ++i) sum += parts[i];
  return sum;
}

// What makes vectors with these products orthonormal. Those that hardly differ from a sum of others
// stay shorter than 1: rounding has left nothing of them to be made longer.
at::Tensor whitening(const at::Tensor& gram) {
  const at::Tensor squares = gram.diagonal();
  const at::Tensor scales = at::where(squares.gt(0), squares.rsqrt(), at::zeros_like(squares));
  const SymmetricEigen eigen = solve_symmetric(scales.unsqueeze(1) * gram * scales.unsqueeze(0));
  const double least =
      std::numeric_limits<double>::epsilon() * std::max(eigen.values[0].item<double>(), 1.0);
  return scales.unsqueeze(1) * eigen.vectors * eigen.values.clamp_min(least).rsqrt().unsqueeze(0);
}

}  // namespace

at::Tensor products(const at::Tensor& one, const at::Tensor& other) {
  const at::Tensor parts = at::empty({chunks_of(one), one.size(1), other.size(1)}, one.options());
  for_each_chunk(one, [&](std::int64_t chunk, std::int64_t first, std::int64_t rows) {
    at::Tensor part = parts[chunk];
    at::mm_out(part, one.narrow(0, first, rows).t(), other.narrow(0, first, rows));
  });
  return add_up(parts);
}

void rotate(const at::Tensor& block, const at::Tensor& rotation) {
  for_each_chunk(block, [&](std::int64_t, std::int64_t first, std::int64_t rows) {
    const at::Tensor chunk = block.narrow(0, first, rows);
    chunk.copy_(at::mm(chunk, rotation));
  });
}

at::Tensor residuals(const at::Tensor& block, const at::Tensor& images, const at::Tensor& values) {
  const std::int64_t width = block.size(1);
  const at::Tensor parts = at::zeros({chunks_of(block), width}, block.options());
  const double* vector = block.const_data_ptr<double>();
  const double* image = images.const_data_ptr<double>();
  const double* value = values.const_data_ptr<double>();
  for_each_chunk(block, [&](std::int64_t chunk, std::int64_t first, std::int64_t rows) {
    double* sum = parts.mutable_data_ptr<double>() + chunk * width;
    for (std::int64_t row = first; row < first + rows; ++row) {
      for (std::int64_t i = 0; i < width; ++i) {
        const double missing = image[row * width + i] - value[i] * vector[row * width + i];
        sum[i] += missing * missing;
      }
    }
  });
  return add_up(parts).sqrt();
}

void orthonormalize(const at::Tensor& block) {
  for (int time = 0; time < 2; ++time) rotate(block, whitening(products(block, block)));
}

SymmetricEigen solve_symmetric(const at::Tensor& matrix) {
  const OneThread one;
  const auto [values, vectors] = at::linalg_eigh(matrix);
  return {values.flip(0), vectors.flip(1).contiguous()};
}

}  // namespace codegrid
