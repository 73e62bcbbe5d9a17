#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>

#include "cluster/kmeans/points.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Numbers in the largest temporary, [rows, targets, width]: 64 MB of float32.
constexpr std::int64_t kTemporary = std::int64_t{1} << 24;

class TensorPoints : public Points {
 public:
  using Points::Points;

  double variance() const override {
    return at::var(codes(), at::IntArrayRef{0}, /*correction=*/0).mean(at::kDouble).item<double>();
  }

  at::Tensor measure(const at::Tensor& targets) const override {
    std::vector<at::Tensor> parts;
    for (const at::Tensor& rows : codes().split(chunk(targets.size(0)))) {
      stop_if_interrupted();
      parts.push_back(measure_rows(rows, targets));
    }
    return at::cat(parts).t().contiguous();
  }

  void assign(const at::Tensor& centroids, Partition& partition) const override {
    const std::int64_t k = centroids.size(0);
    const at::Tensor names = at::arange(k, partition.labels.options());
    at::Tensor sums = at::zeros({k, width()}, codes().options().dtype(at::kDouble));
    at::Tensor counts = at::zeros({k}, codes().options().dtype(at::kLong));
    std::vector<at::Tensor> labels;
    std::vector<at::Tensor> squared;
    for (const at::Tensor& rows : codes().split(chunk(k))) {
      stop_if_interrupted();
      const auto [least, index] = measure_rows(rows, centroids).min(1);
      labels.push_back(index.to(at::kInt));
      squared.push_back(least);
      // A matrix product where index_add_ would be the shorter way: on CUDA that adds by atomics,
      // in no fixed order.
      const at::Tensor members = labels.back().eq(names.unsqueeze(1));
      sums += members.to(at::kDouble).mm(rows.to(at::kDouble));
      counts += members.sum(1);
    }
    const at::Tensor before = partition.labels;
    partition.labels = at::cat(labels);
    partition.squared = at::cat(squared);
    partition.sums = sums.cpu();
    partition.counts = counts.cpu();
    partition.inertia = partition.squared.sum(at::kDouble).item<double>();
    partition.changed = partition.labels.ne(before).sum().item<std::int64_t>();
    partition.scored = count() * k;
  }

 private:
  std::int64_t chunk(std::int64_t targets) const {
    return std::max<std::int64_t>(1, kTemporary / std::max<std::int64_t>(1, targets * width()));
  }

  static at::Tensor measure_rows(const at::Tensor& rows, const at::Tensor& targets) {
    return (rows.unsqueeze(1) - targets).square_().sum(2);
  }
};

}  // namespace

std::unique_ptr<Points> make_tensor_points(const at::Tensor& codes) {
  return std::make_unique<TensorPoints>(codes);
}

}  // namespace codegrid
