#include "cluster/assign/mixture_file.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

constexpr const char* kMixtureFormat = "codegrid mixture";
constexpr const char* kMixtureVersion = "1";
constexpr double kWeightError = 1e-6;

Error bad_mixture(const std::string& name, const std::string& what) {
  return data_error(fmt::format(
      "{}: {}; group the run again with codegrid-cluster, which writes it anew", name, what));
}

// As the model has it, but of any values.
void check_shapes(const MixtureModel& model, const std::string& name) {
  const auto is_of = [](const at::Tensor& tensor, at::IntArrayRef shape) {
    return tensor.scalar_type() == at::kDouble && tensor.sizes() == shape;
  };
  const bool flat = model.weights.dim() == 1 && model.column_scales.dim() == 1 &&
                    model.weights.numel() > 0 && model.column_scales.numel() > 0 &&
                    model.column_scales.scalar_type() == at::kDouble;
  const std::int64_t k = flat ? model.weights.size(0) : 0;
  const std::int64_t all = flat ? model.column_scales.size(0) : 0;
  const std::int64_t width = flat ? model.column_scales.ne(0).sum().item<std::int64_t>() : 0;
  const bool full = model.covariance == CovarianceKind::kFull;
  if (!flat || !is_of(model.weights, {k}) || !is_of(model.column_means, {all}) ||
      !is_of(model.means, {k, width}) ||
      !(full ? is_of(model.covariances, {k, width, width}) : is_of(model.covariances, {k, width})))
    throw bad_mixture(name, "its tensors do not fit each other");
}

void check_values(const MixtureModel& model, const std::string& name) {
  for (const at::Tensor& tensor :
       {model.column_means, model.column_scales, model.weights, model.means, model.covariances}) {
    if (!at::isfinite(tensor).all().item<bool>()) throw bad_mixture(name, "holds NaN or infinity");
  }
  const bool full = model.covariance == CovarianceKind::kFull;
  const at::Tensor variances = full ? model.covariances.diagonal(0, 1, 2) : model.covariances;
  if (model.column_scales.lt(0).any().item<bool>() || variances.le(0).any().item<bool>())
    throw bad_mixture(name, "holds a standard deviation or variance that is not above 0");
  if (full && !at::equal(model.covariances, model.covariances.transpose(1, 2)))
    throw bad_mixture(name, "holds a covariance that is not symmetric");
  if (model.weights.lt(0).any().item<bool>() ||
      std::abs(model.weights.sum().item<double>() - 1) > kWeightError)
    throw bad_mixture(name, "holds weights that are no shares of 1");
}

}  // namespace

void write_mixture(const std::filesystem::path& path, const MixtureModel& model) {
  const NamedTensors tensors{{"column_means", model.column_means},
                             {"column_scales", model.column_scales},
                             {"weights", model.weights},
                             {"means", model.means},
                             {"covariances", model.covariances}};
  const std::string kind = model.covariance == CovarianceKind::kFull ? "full" : "diagonal";
  const Metadata metadata{
      {"format", kMixtureFormat}, {"version", kMixtureVersion}, {"covariance", kind}};
  write_file(path, encode_safetensors(tensors, metadata));
}

MixtureModel read_mixture(const std::filesystem::path& path) {
  const std::string name = printable(path.string());
  SafetensorsFile file = decode_safetensors(read_file(path, ExitCode::kBadData), name);
  const auto text = [&](const std::string& key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  if (text("format") != kMixtureFormat)
    throw bad_mixture(name, "is a safetensors file, but of no mixture");
  if (text("version") != kMixtureVersion) {
    throw bad_mixture(name, fmt::format("is of format version {}; this program reads version {}",
                                        printable(text("version")), kMixtureVersion));
  }
  const std::string kind = text("covariance");
  if (kind != "full" && kind != "diagonal") {
    throw bad_mixture(name, fmt::format("has covariances that are \"{}\", expected \"full\" or "
                                        "\"diagonal\"",
                                        printable(kind)));
  }
  const auto tensor = [&](const std::string& key) {
    const auto found = file.tensors.find(key);
    if (found == file.tensors.end())
      throw bad_mixture(name, fmt::format("has no tensor \"{}\"", key));
    return found->second;
  };
  MixtureModel model;
  model.covariance = kind == "full" ? CovarianceKind::kFull : CovarianceKind::kDiagonal;
  model.column_means = tensor("column_means");
  model.column_scales = tensor("column_scales");
  model.weights = tensor("weights");
  model.means = tensor("means");
  model.covariances = tensor("covariances");
  check_shapes(model, name);
  check_values(model, name);
  return model;
}

}  // namespace codegrid
