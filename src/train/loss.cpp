#include "train/loss.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace codegrid {
namespace {

constexpr std::int64_t kLeastPixels = 1 << 15;  // for one thread
constexpr std::int64_t kColumnStep = 64;        // a multiple of every processor's lanes

void require_rows(const at::Tensor& logits, const at::Tensor& pixels) {
  TORCH_CHECK(logits.dim() == 2 && logits.sizes() == pixels.sizes() && logits.is_contiguous() &&
                  pixels.is_contiguous() && logits.scalar_type() == at::kFloat &&
                  pixels.scalar_type() == at::kFloat,
              "a loss wants two [N, P] float32, found ", logits.sizes(), " and ", pixels.sizes());
}

// Adds up `of_columns(first column, block)`. Threads share the columns, so that each adds to sums
// over rows of its own; inside a thread's own share of a batch there is one block.
double sum_over_columns(const at::Tensor& logits,
                        const std::function<double(std::int64_t, LossBlock)>& of_columns) {
  const std::int64_t columns = logits.size(1);
  const bool alone = at::in_parallel_region() || logits.numel() < 2 * kLeastPixels;
  const std::int64_t threads = alone ? 1 : at::get_num_threads();
  const std::int64_t share = at::divup(columns, threads);
  const std::int64_t step = at::divup(share, kColumnStep) * kColumnStep;
  std::vector<double> sums(static_cast<std::size_t>(at::divup(columns, step)));
  at::parallel_for(0, std::ssize(sums), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const LossBlock block{logits.size(0), std::min(step, columns - i * step), columns};
      sums[static_cast<std::size_t>(i)] = of_columns(i * step, block);
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace

ReconstructionLoss::ReconstructionLoss(LossKind kind, Output output)
    : kind_(kind), output_(output), kernels_(loss_kernels(kind, output)) {
  TORCH_CHECK(kind != LossKind::kBinaryCrossEntropy || output == Output::kSigmoid,
              "binary cross-entropy needs a sigmoid output");
}

void ReconstructionLoss::add(const at::Tensor& logits, const at::Tensor& pixels,
                             at::Tensor& total) const {
  require_rows(logits, pixels);
  if (!logits.is_cpu()) {
    total += loss_sum(logits, pixels, kind_, output_);
    return;
  }
  const auto* z = logits.const_data_ptr<float>();
  const auto* x = pixels.const_data_ptr<float>();
  *total.mutable_data_ptr<double>() +=
      sum_over_columns(logits, [&](std::int64_t column, LossBlock block) {
        return kernels_.sum(z + column, x + column, block);
      });
}

void ReconstructionLoss::replace(at::Tensor& logits, const at::Tensor& pixels, double scale,
                                 at::Tensor& column_sums, at::Tensor& total) const {
  require_rows(logits, pixels);
  TORCH_CHECK(column_sums.numel() == logits.size(1), "column_sums: one for each column");
  if (!logits.is_cpu()) {
    total += loss_sum(logits, pixels, kind_, output_);
    logits.copy_(loss_gradient(logits, pixels, kind_, output_).mul_(scale));
    column_sums += logits.sum(0);
    return;
  }
  auto* z = logits.mutable_data_ptr<float>();
  const auto* x = pixels.const_data_ptr<float>();
  auto* sums = column_sums.mutable_data_ptr<float>();
  *total.mutable_data_ptr<double>() +=
      sum_over_columns(logits, [&](std::int64_t column, LossBlock block) {
        return kernels_.replace(z + column, x + column, block, static_cast<float>(scale),
                                sums + column);
      });
}

at::Tensor loss_sum(const at::Tensor& logits, const at::Tensor& pixels, LossKind kind,
                    Output output) {
  if (kind == LossKind::kBinaryCrossEntropy) {
    // Pixel by pixel before summing: the two terms are large and nearly equal where the output is
    // sure and right.
    return at::softplus(logits).addcmul_(logits, pixels, -1).sum(at::kDouble);
  }
  const at::Tensor outputs = output == Output::kSigmoid ? at::sigmoid(logits) : logits;
  at::Tensor errors = outputs - pixels;
  if (kind == LossKind::kMeanSquaredError) return errors.square_().sum(at::kDouble);
  if (kind == LossKind::kMeanAbsoluteError) return errors.abs_().sum(at::kDouble);
  const at::Tensor bounded = errors.clamp(-kHuberDelta, kHuberDelta);
  return ((errors - bounded * 0.5) * bounded).sum(at::kDouble);
}

at::Tensor loss_gradient(const at::Tensor& logits, const at::Tensor& pixels, LossKind kind,
                         Output output) {
  const at::Tensor outputs = output == Output::kSigmoid ? at::sigmoid(logits) : logits;
  at::Tensor gradient = outputs - pixels;
  if (kind == LossKind::kBinaryCrossEntropy) return gradient;
  if (kind == LossKind::kMeanSquaredError) gradient.mul_(2);
  if (kind == LossKind::kMeanAbsoluteError) gradient.sign_();
  if (kind == LossKind::kHuber) gradient.clamp_(-kHuberDelta, kHuberDelta);
  if (output == Output::kLinear) return gradient;
  return gradient.mul_(outputs * (1 - outputs));
}

}  // namespace codegrid
