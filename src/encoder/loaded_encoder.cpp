#include "encoder/loaded_encoder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>
#include <utility>

#include "core/error.hpp"
#include "core/files.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBatch = 2048;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

LoadedEncoder::LoadedEncoder(std::string name, torch::jit::Module module, EncoderMetadata metadata,
                             at::Device device)
    : name_(std::move(name)),
      module_(std::move(module)),
      metadata_(std::move(metadata)),
      device_(device) {}

LoadedEncoder LoadedEncoder::load(const std::filesystem::path& path, at::Device device) {
  const std::string name = path.string();
  std::istringstream stream(read_file(path, ExitCode::kBadData));
  if (stream.view().empty())
    throw data_error(fmt::format("{}: empty; expected an encoder file (encoder.pt)", name));
  torch::jit::ExtraFilesMap extra{{"metadata.json", ""}};
  torch::jit::Module module;
  try {
    module = torch::jit::load(stream, at::Device(at::kCPU), extra);
  } catch (const c10::Error& error) {
    throw data_error(fmt::format(
        "{}: not a whole TorchScript file; expected an encoder.pt of codegrid-train ({})", name,
        first_line(error.what_without_backtrace())));
  } catch (const std::exception& error) {
    throw data_error(fmt::format(
        "{}: not a whole TorchScript file; expected an encoder.pt of codegrid-train ({})", name,
        first_line(error.what())));
  }
  if (extra["metadata.json"].empty()) {
    throw data_error(
        fmt::format("{}: a TorchScript file without metadata.json inside; expected an encoder.pt "
                    "of codegrid-train",
                    name));
  }
  EncoderMetadata metadata = parse_metadata(extra["metadata.json"], name);
  module.eval();
  module.to(device);
  return {name, std::move(module), std::move(metadata), device};
}

at::Tensor LoadedEncoder::encode_batch(const at::Tensor& batch) {
  try {
    return module_.forward({batch}).toTensor().to(at::kCPU);
  } catch (const c10::Error& error) {
    throw data_error(fmt::format("{}: its forward fails on images of shape [N, {}]: {}", name_,
                                 fmt::join(metadata_.input_shape, ", "),
                                 first_line(error.what_without_backtrace())));
  }
}

at::Tensor LoadedEncoder::encode(const at::Tensor& images,
                                 const std::function<void(std::int64_t)>& on_batch) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kByte,
              "images must be [N, C, H, W] uint8");
  const auto shape = images.sizes().slice(1);
  if (shape != c10::IntArrayRef(metadata_.input_shape)) {
    throw data_error(fmt::format("{}: takes images of shape [{}], but the data's are [{}]", name_,
                                 fmt::join(metadata_.input_shape, ", "), fmt::join(shape, ", ")));
  }
  const torch::NoGradGuard no_grad;
  at::Tensor codes;
  for (std::int64_t first = 0; first < images.size(0); first += kBatch) {
    const std::int64_t last = std::min(first + kBatch, images.size(0));
    const at::Tensor batch =
        encode_batch(metadata_.scale.apply(images.slice(0, first, last).to(device_)));
    if (batch.dim() != 2 || batch.size(0) != last - first || batch.size(1) != metadata_.code_size) {
      throw data_error(
          fmt::format("{}: gives codes of shape [{}], but its metadata.json says [{}, {}]", name_,
                      fmt::join(batch.sizes(), ", "), last - first, metadata_.code_size));
    }
    // Only now is it known that the file gives what it says: memory is taken on proof.
    if (!codes.defined()) codes = at::empty({images.size(0), metadata_.code_size}, at::kFloat);
    codes.slice(0, first, last).copy_(batch);
    on_batch(last);
  }
  return codes;
}

}  // namespace codegrid
