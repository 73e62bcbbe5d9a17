#include "cluster/mixture/gaussian_mixture.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/mixture/column_scale.hpp"
#include "cluster/mixture/densities.hpp"
#include "cluster/mixture/mixture_pass.hpp"
#include "cluster/mixture/moments.hpp"
#include "core/error.hpp"
#include "core/memory_limit.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr const char* kMixture = "gaussian mixture";

void check_mixture_options(const MixtureOptions& options) {
  TORCH_CHECK(options.max_iter >= 1, "max_iter must be at least 1, got ", options.max_iter);
  TORCH_CHECK(options.tol >= 0, "tol must be at least 0, got ", options.tol);
  TORCH_CHECK(options.regularization >= kLeastRegularization && options.regularization <= 1,
              "regularization must be in [", kLeastRegularization, ", 1], got ",
              options.regularization);
}

std::string covariances(std::int64_t k) {
  return counted(k, "full covariance", "full covariances");
}

// Before half of them are made: the covariances of two mixtures, of which one makes the other, the
// sums in between, and the factors.
void require_memory(const MixtureOptions& options, std::int64_t width) {
  if (options.covariance == CovarianceKind::kDiagonal) return;
  const MemoryLimit limit = memory_limit();
  const auto values = static_cast<double>(width);
  const double bytes = 3.5 * sizeof(double) * static_cast<double>(options.k) * values * values;
  if (bytes <= limit.bytes) return;
  throw run_error(fmt::format(
      "out of memory: {} of {} take {}, more than {} allow ({}). Set clustering.covariance to "
      "diagonal, or lower clustering.k or model.code",
      covariances(options.k), counted(width, "value", "values"), readable_bytes(bytes), limit.whose,
      readable_bytes(limit.bytes)));
}

// Of no code yet.
MixtureModel first_model(const MixtureOptions& options, const ColumnMoments& columns,
                         std::int64_t width) {
  MixtureModel model{options.covariance, columns.means, columns.scales, {}, {}, {}};
  model.weights = at::zeros({options.k}, at::kDouble);
  model.means = at::zeros({options.k, width}, at::kDouble);
  model.covariances = options.covariance == CovarianceKind::kFull
                          ? at::eye(width, at::kDouble).repeat({options.k, 1, 1})
                          : at::ones({options.k, width}, at::kDouble);
  return model;
}

std::int64_t living(const MixtureModel& model) {
  return model.weights.gt(0).sum().item<std::int64_t>();
}

// Numbers that a mixture of so many components is free to choose.
double parameters_of(const MixtureModel& model) {
  const auto components = static_cast<double>(living(model));
  const auto width = static_cast<double>(model.means.size(1));
  const double of_one = model.covariance == CovarianceKind::kFull ? width * (width + 1) / 2 : width;
  return components * (1 + width + of_one) - 1;
}

std::vector<std::string> notes_on(const MixtureClusters& found, const MixtureOptions& options,
                                  std::int64_t codes) {
  const MixtureModel& model = found.model;
  const std::int64_t all = model.column_scales.size(0);
  const std::int64_t width = model.means.size(1);
  std::vector<std::string> notes;
  if (width < all) {
    notes.push_back(fmt::format(
        "note: {} of the {} of a code {} the same in all codes, and left out of the mixture",
        with_commas(all - width), counted(all, "value", "values"),
        all - width == 1 ? "is" : "are"));
  }
  if (const std::int64_t dead = options.k - living(model); dead > 0) {
    notes.push_back(fmt::format(
        "note: {} of {} died, as others explain {} codes: {} empty; take a smaller clustering.k",
        with_commas(dead), counted(options.k, "component", "components"),
        dead == 1 ? "its" : "their", dead == 1 ? "the cluster is" : "the clusters are"));
  }
  if (model.covariance == CovarianceKind::kFull && codes < options.k * (width + 1)) {
    notes.push_back(
        fmt::format("note: {} for {} of {}: too few to tell them; take \"covariance\": "
                    "\"diagonal\", a smaller clustering.k, or more images",
                    counted(codes, "code", "codes"), covariances(options.k),
                    counted(width, "value", "values")));
  }
  if (!found.converged) {
    notes.push_back(
        fmt::format("note: the mixture did not settle in {}; raise clustering.max_iter or "
                    "clustering.tol",
                    counted(found.iterations, "iteration", "iterations")));
  }
  return notes;
}

}  // namespace

MixtureClusters gaussian_mixture(const at::Tensor& codes, const MixtureOptions& options,
                                 const at::Generator& generator,
                                 const OnMixtureIteration& on_iteration) {
  check_mixture_options(options);
  KMeansOptions start;
  start.k = options.k;
  start.n_init = options.n_init;
  check_kmeans_call(codes, start);
  require_enough(kMixture, codes.size(0), options.k);

  const at::Tensor rows = codes.contiguous();
  const ColumnMoments columns = measure_columns(rows);
  const ColumnScale scale(columns);
  require_memory(options, scale.width());
  const at::Tensor assignments = kmeans(rows, start, generator, kMixture).assignments;
  MixturePass pass(rows, scale, options.k);
  const auto no_moments = [&] { return Moments(options.covariance, options.k, scale.width()); };
  const auto maximize = [&](const Moments& moments, const MixtureModel& before) {
    return moments.maximize(before, options.regularization);
  };

  MixtureClusters result;
  Moments first = no_moments();
  pass.collect(assignments, first);
  MixtureModel model = maximize(first, first_model(options, columns, scale.width()));
  while (result.iterations < options.max_iter && !result.converged) {
    ++result.iterations;
    if (on_iteration) on_iteration(result.iterations);
    Moments moments = no_moments();
    const double before = result.mean_log_likelihood;
    result.mean_log_likelihood = pass.collect(Densities(model), moments);
    result.records.push_back({result.iterations, result.mean_log_likelihood, living(model)});
    result.converged =
        result.iterations > 1 && std::abs(result.mean_log_likelihood - before) <= options.tol;
    model = maximize(moments, model);
  }
  MixtureLabels labels = pass.label(Densities(model));
  result.model = std::move(model);
  result.means = scale.restore(result.model.means);
  result.assignments = std::move(labels.assignments);
  result.probabilities = std::move(labels.probabilities);
  result.distances = std::move(labels.distances);
  result.mean_log_likelihood = labels.mean_log_likelihood;
  const auto count = static_cast<double>(codes.size(0));
  result.bic =
      parameters_of(result.model) * std::log(count) - 2 * count * result.mean_log_likelihood;
  result.notes = notes_on(result, options, codes.size(0));
  return result;
}

}  // namespace codegrid
