#include "train/loss.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace codegrid {
namespace {

constexpr std::int64_t kBlockPixels =
    1 << 17;  // 512 KB of float32: a block's steps stay in a core's cache

// Sums `of_block(first row, last row)` over blocks of rows: side by side on the CPU, added in order
// so that the thread count changes no bit; the whole batch at once on other devices.
at::Tensor sum_over_blocks(const at::Tensor& logits,
                           const std::function<at::Tensor(std::int64_t, std::int64_t)>& of_block) {
  const std::int64_t rows = logits.size(0);
  if (!logits.is_cpu()) return of_block(0, rows).to(at::kDouble);
  const std::int64_t step = std::max<std::int64_t>(1, kBlockPixels / logits.size(1));
  const std::int64_t blocks = (rows + step - 1) / step;
  std::vector<double> sums(static_cast<std::size_t>(blocks));
  at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
    const torch::NoGradGuard no_grad;
    for (std::int64_t i = begin; i < end; ++i) {
      sums[static_cast<std::size_t>(i)] =
          of_block(i * step, std::min(rows, (i + 1) * step)).item<double>();
    }
  });
  return at::scalar_tensor(std::accumulate(sums.begin(), sums.end(), 0.0), at::kDouble);
}

}  // namespace

ReconstructionLoss::ReconstructionLoss(LossKind kind, Output output)
    : kind_(kind), output_(output) {
  TORCH_CHECK(kind != LossKind::kBinaryCrossEntropy || output == Output::kSigmoid,
              "binary cross-entropy needs a sigmoid output");
}

at::Tensor ReconstructionLoss::block_sum(const at::Tensor& logits, const at::Tensor& target) const {
  if (kind_ == LossKind::kBinaryCrossEntropy) {
    // Pixel by pixel before summing: the two terms are large and nearly equal where the output is
    // sure and right.
    return at::softplus(logits).addcmul_(logits, target, -1).sum();
  }
  const at::Tensor error = (output_ == Output::kSigmoid ? at::sigmoid(logits) : logits) - target;
  return at::dot(error.flatten(), error.flatten());
}

void ReconstructionLoss::block_gradient(const at::Tensor& logits, const at::Tensor& target,
                                        double scale, at::Tensor& gradient) const {
  if (output_ == Output::kLinear) {
    at::sub_out(gradient, logits, target).mul_(2.0 * scale);
    return;
  }
  at::sigmoid_out(gradient, logits);
  if (kind_ == LossKind::kBinaryCrossEntropy) {
    gradient.sub_(target).mul_(scale);
  } else {
    const at::Tensor slope = gradient * (1 - gradient);
    gradient.sub_(target).mul_(slope).mul_(2.0 * scale);
  }
}

at::Tensor ReconstructionLoss::sum(const at::Tensor& logits, const at::Tensor& target) const {
  return sum_over_blocks(logits, [&](std::int64_t first, std::int64_t last) {
    return block_sum(logits.slice(0, first, last), target.slice(0, first, last));
  });
}

ReconstructionLoss::WithGradient ReconstructionLoss::with_gradient(const at::Tensor& logits,
                                                                   const at::Tensor& target) const {
  const double scale = 1.0 / static_cast<double>(logits.numel());
  at::Tensor gradient = at::empty_like(logits);
  at::Tensor sum = sum_over_blocks(logits, [&](std::int64_t first, std::int64_t last) {
    const at::Tensor z = logits.slice(0, first, last);
    const at::Tensor x = target.slice(0, first, last);
    at::Tensor block = gradient.slice(0, first, last);
    block_gradient(z, x, scale, block);
    return block_sum(z, x);
  });
  return {sum, gradient};
}

}  // namespace codegrid
