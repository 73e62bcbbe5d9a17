#include "cluster/refined/group_probabilities.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "cluster/codes_check.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kCodesATask = 256;

std::vector<double> doubles_of(const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  const auto* first = values.const_data_ptr<float>();
  return {first, first + values.numel()};
}

bool is_model(const SoftmaxModel& model) {
  const auto is_float = [](const at::Tensor& tensor) {
    return tensor.defined() && tensor.is_cpu() && tensor.scalar_type() == at::kFloat;
  };
  const auto is_table = [&](const at::Tensor& tensor) {
    return is_float(tensor) && tensor.dim() == 2 && tensor.numel() > 0;
  };
  if (!model.is_linear())
    return is_table(model.centroids) && !model.weights.defined() && !model.biases.defined();
  return is_table(model.weights) && is_float(model.biases) && model.biases.dim() == 1 &&
         model.biases.size(0) == model.weights.size(0);
}

}  // namespace

GroupProbabilities::GroupProbabilities(const SoftmaxModel& model) : groups_(0), width_(0) {
  TORCH_CHECK(is_model(model),
              "weights must be [k, D] and biases [k], or centroids [k, D], float32 on the CPU");
  groups_ = model.groups();
  width_ = model.width();
  weights_ = doubles_of(model.is_linear() ? model.weights : model.centroids);
  if (model.is_linear()) biases_ = doubles_of(model.biases);
}

void GroupProbabilities::measure_layer(const float* code, std::span<double> outputs) const {
  const double* weight = weights_.data();
  for (std::size_t group = 0; group < outputs.size(); ++group) {
    double sum = biases_[group];
    for (std::int64_t i = 0; i < width_; ++i) sum += *weight++ * static_cast<double>(code[i]);
    outputs[group] = sum;
  }
}

void GroupProbabilities::measure_distances(const float* code, std::span<double> outputs) const {
  const double* centroid = weights_.data();
  for (double& output : outputs) {
    double squares = 0;
    for (std::int64_t i = 0; i < width_; ++i) {
      const double difference = static_cast<double>(code[i]) - *centroid++;
      squares += difference * difference;
    }
    output = -std::log1p(squares);
  }
}

void GroupProbabilities::measure(const float* code, std::span<double> probabilities) const {
  if (biases_.empty()) {
    measure_distances(code, probabilities);
  } else {
    measure_layer(code, probabilities);
  }
  const double greatest = *std::ranges::max_element(probabilities);
  double total = 0;
  for (double& probability : probabilities) {
    probability = std::exp(probability - greatest);  // of the greatest: 1, so none overflows
    total += probability;
  }
  for (double& probability : probabilities) probability /= total;
}

std::int64_t most_probable(std::span<const double> probabilities, std::int64_t except) {
  std::int64_t best = -1;
  for (std::int64_t i = 0; i < std::ssize(probabilities); ++i) {
    if (i == except) continue;
    if (best < 0 ||
        probabilities[static_cast<std::size_t>(i)] > probabilities[static_cast<std::size_t>(best)])
      best = i;
  }
  return best;
}

RefinedClusters group_by_probability(const at::Tensor& codes, const SoftmaxModel& model) {
  const GroupProbabilities groups(model);
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == groups.width() && codes.is_cpu() &&
                  codes.scalar_type() == at::kFloat,
              "codes must be [N, ", groups.width(), "] float32 on the CPU, got ", codes.sizes());
  require_finite("refined", codes);
  const at::Tensor rows = codes.contiguous();
  const std::int64_t count = rows.size(0);
  RefinedClusters found;
  found.assignments = at::empty({count}, at::kLong);
  const at::Tensor own = at::empty({count}, at::kDouble);
  found.doubts = at::empty({count}, at::kFloat);
  const auto* code = rows.const_data_ptr<float>();
  auto* assignment = found.assignments.mutable_data_ptr<std::int64_t>();
  auto* probability = own.mutable_data_ptr<double>();
  auto* doubt = found.doubts.mutable_data_ptr<float>();
  at::parallel_for(0, count, kCodesATask, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> all(static_cast<std::size_t>(groups.groups()));
    for (std::int64_t i = begin; i < end; ++i) {
      if (i % kCodesATask == 0) stop_if_interrupted();
      groups.measure(code + i * groups.width(), all);
      assignment[i] = most_probable(all);
      double& mine = all[static_cast<std::size_t>(assignment[i])];
      probability[i] = mine;
      mine = 0;
      double others = 0;
      for (const double other : all) others += other;
      doubt[i] = static_cast<float>(others);
    }
  });
  found.probabilities = own.to(at::kFloat);
  found.mean_probability = own.mean().item<double>();
  return found;
}

}  // namespace codegrid
