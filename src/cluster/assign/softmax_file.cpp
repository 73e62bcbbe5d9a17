#include "cluster/assign/softmax_file.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <string>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

constexpr const char* kSoftmaxFormat = "codegrid softmax";
constexpr const char* kStudentTFormat = "codegrid student t";
constexpr const char* kSoftmaxVersion = "1";

Error bad_softmax(const std::string& name, const std::string& what) {
  return data_error(fmt::format(
      "{}: {}; group the run again with codegrid-cluster, which writes it anew", name, what));
}

at::Tensor take_tensor(const SafetensorsFile& file, const std::string& key, std::int64_t dimensions,
                       const std::string& name) {
  const auto found = file.tensors.find(key);
  if (found == file.tensors.end())
    throw bad_softmax(name, fmt::format("has no tensor \"{}\"", key));
  const at::Tensor& tensor = found->second;
  if (tensor.dim() != dimensions || tensor.scalar_type() != at::kFloat || tensor.numel() == 0)
    throw bad_softmax(name, "its tensors do not fit each other");
  if (!at::isfinite(tensor).all().item<bool>()) throw bad_softmax(name, "holds NaN or infinity");
  return tensor;
}

}  // namespace

void write_softmax(const std::filesystem::path& path, const SoftmaxModel& model) {
  if (!model.is_linear()) {
    return write_file(
        path, encode_safetensors({{"centroids", model.centroids}},
                                 {{"format", kStudentTFormat}, {"version", kSoftmaxVersion}}));
  }
  write_file(path, encode_safetensors({{"weights", model.weights}, {"biases", model.biases}},
                                      {{"format", kSoftmaxFormat}, {"version", kSoftmaxVersion}}));
}

SoftmaxModel read_softmax(const std::filesystem::path& path) {
  const std::string name = printable(path.string());
  const SafetensorsFile file = decode_safetensors(read_file(path, ExitCode::kBadData), name);
  const auto text = [&](const std::string& key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  const bool of_centroids = text("format") == kStudentTFormat;
  if (text("format") != kSoftmaxFormat && !of_centroids)
    throw bad_softmax(name, "is a safetensors file, but of no softmax layer");
  if (text("version") != kSoftmaxVersion) {
    throw bad_softmax(name, fmt::format("is of format version {}; this program reads version {}",
                                        printable(text("version")), kSoftmaxVersion));
  }
  if (of_centroids) return {.centroids = take_tensor(file, "centroids", 2, name)};
  SoftmaxModel model{take_tensor(file, "weights", 2, name), take_tensor(file, "biases", 1, name)};
  if (model.biases.size(0) != model.weights.size(0))
    throw bad_softmax(name, "its tensors do not fit each other");
  return model;
}

}  // namespace codegrid
