#include "encoder/loaded_encoder.hpp"

#include <c10/util/accumulate.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/runtime/jit_exception.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/library_message.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

// Images whose codes are handed on together: of large ones fewer, since whoever takes them looks
// between two rounds whether it is to stop.
//   values: of an image.
std::int64_t round_size(std::int64_t values) {
  constexpr std::int64_t kPixels = 8192 * 28 * 28;
  return std::clamp<std::int64_t>(kPixels / std::max<std::int64_t>(1, values), 64, 8192);
}

// Images of a batch: so many that their pixels, as float32, stay in a core's cache, and enough for
// the products to pay.
std::int64_t batch_size(const at::Tensor& images) {
  constexpr std::int64_t kPixels = 512 * 28 * 28;
  return std::clamp<std::int64_t>(kPixels / std::max<std::int64_t>(1, images[0].numel()), 64, 512);
}

// What LibTorch says, without its C++ backtrace.
std::string report_of(const std::exception& error) {
  const auto* own = dynamic_cast<const c10::Error*>(&error);
  return own != nullptr ? own->what_without_backtrace() : error.what();
}

torch::jit::Module load(const EncoderFile& file) {
  std::istringstream stream(file.bytes());
  try {
    return torch::jit::load(stream, at::Device(at::kCPU));
  } catch (const std::exception& error) {
    const std::string report = report_of(error);
    if (is_of_memory(report)) {
      throw run_error(
          fmt::format("{}: {}, while it was loaded; free memory, or use a smaller encoder",
                      file.name(), out_of_memory(report)));
    }
    throw data_error(
        fmt::format("{}: LibTorch cannot load it: {}; expected TorchScript that needs nothing but "
                    "LibTorch, such as an encoder.pt of codegrid-train",
                    file.name(), cause_in(report)));
  }
}

}  // namespace

LoadedEncoder::LoadedEncoder(const EncoderFile& file, EncoderMetadata metadata, at::Device device,
                             AdvisedOptions advised)
    : name_(file.name()),
      device_in_code_(file.device_in_code()),
      metadata_(std::move(metadata)),
      device_(device),
      advised_(advised),
      module_(load(file)) {
  module_.eval();
  module_.to(device_);
}

// Why forward failed on `batch`.
Error LoadedEncoder::failure(const std::exception& error, const at::Tensor& batch) const {
  const auto* raised = dynamic_cast<const torch::jit::JITException*>(&error);  // by its own code
  const std::string report = report_of(error);
  const std::string shape = fmt::format("{}", fmt::join(batch.sizes().slice(1), ", "));
  const bool with_config = advised_ == AdvisedOptions::kOfConfig;
  if (is_of_memory(report)) {
    return run_error(
        fmt::format("{}: {}, by its forward for {} of shape [{}]; every thread encodes so "
                    "many at a time: lower {}, or free memory",
                    name_, out_of_memory(report), counted(batch.size(0), "image", "images"), shape,
                    with_config ? "--set threads" : "--threads"));
  }
  if (!device_in_code_.empty() && device_.is_cpu() && report.find("CUDA") != std::string::npos) {
    return data_error(fmt::format(
        "{}: its code asks for the device {} itself, which this run does not use; trace "
        "or script the module on the CPU and save it again{}",
        name_, device_in_code_,
        with_config ? ", or use --set device=cuda on a machine with a GPU" : ""));
  }
  const std::string reason =
      raised != nullptr && raised->getOriginalMsg() ? *raised->getOriginalMsg() : cause_in(report);
  return data_error(
      fmt::format("{}: its forward fails on images of shape [N, {}]: {}", name_, shape, reason));
}

// images: [B, C, H, W] uint8 -> [B, D] float32 on the CPU.
at::Tensor LoadedEncoder::encode_batch(const at::Tensor& images, std::int64_t code_size) {
  const torch::NoGradGuard no_grad;  // it belongs to the thread
  const at::Tensor batch = metadata_.scale.apply(images.to(device_));
  at::Tensor codes;
  try {
    codes = module_.forward({batch}).toTensor().to(at::kCPU);
  } catch (const std::exception& error) {
    throw failure(error, batch);
  }
  const bool any_size = code_size == 0;
  if (codes.dim() != 2 || codes.size(0) != images.size(0) || codes.size(1) < 1 ||
      (!any_size && codes.size(1) != code_size)) {
    throw data_error(fmt::format("{}: gives codes of shape [{}], expected [{}, {}]", name_,
                                 fmt::join(codes.sizes(), ", "), images.size(0),
                                 any_size ? "D" : std::to_string(code_size)));
  }
  return codes;
}

void LoadedEncoder::encode(const at::Tensor& images, const Take& take) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kByte,
              "images must be [N, C, H, W] uint8");
  const std::int64_t count = images.size(0);
  // Only then is it known that the file gives what it says: memory is taken on proof. Two images,
  // as a foreign encoder that squeezes its codes would give another shape for one.
  const std::int64_t width =
      encode_batch(images.slice(0, 0, std::min<std::int64_t>(count, 2)), metadata_.code_size)
          .size(1);
  const std::int64_t round_images = round_size(images[0].numel());
  const at::Tensor codes = at::empty({std::min(count, round_images), width}, at::kFloat);
  for (std::int64_t begin = 0; begin < count; begin += round_images) {
    const std::int64_t end = std::min(count, begin + round_images);
    const at::Tensor round = codes.slice(0, 0, end - begin);
    encode_rows(images.slice(0, begin, end), round);
    take(round);
  }
}

std::int64_t LoadedEncoder::round_images() const {
  return round_size(c10::multiply_integers(metadata_.input_shape));
}

at::Tensor LoadedEncoder::encode(const at::Tensor& images) {
  at::Tensor all;
  std::int64_t done = 0;
  encode(images, [&](const at::Tensor& codes) {
    if (!all.defined()) all = at::empty({images.size(0), codes.size(1)}, at::kFloat);
    all.slice(0, done, done + codes.size(0)).copy_(codes);
    done += codes.size(0);
  });
  return all;
}

GroupLayer LoadedEncoder::group_layer() const {
  if (metadata_.groups == 0) {
    throw data_error(fmt::format(
        "{}: gives no probabilities of groups (its metadata.json has no \"groups\"); expected an "
        "encoder that a refinement has made",
        name_));
  }
  const auto parameter = [&](const char* what, std::int64_t dimensions) {
    const std::string attribute = fmt::format("{}_{}", kGroupLayer, what);
    const bool is_there = module_.hasattr(attribute) && module_.attr(attribute).isTensor();
    const at::Tensor found =
        is_there ? module_.attr(attribute).toTensor().detach().to(at::kCPU).clone() : at::Tensor();
    const bool fits = is_there && found.scalar_type() == at::kFloat && found.dim() == dimensions &&
                      found.size(0) == metadata_.groups && found.isfinite().all().item<bool>();
    const bool any_size = metadata_.code_size == 0;
    if (fits && (dimensions == 1 || any_size || found.size(1) == metadata_.code_size)) return found;
    throw data_error(fmt::format(
        "{}: its metadata.json says {}, but its {} is no tensor of finite float32 [{}{}]", name_,
        counted(metadata_.groups, "group", "groups"), attribute, metadata_.groups,
        dimensions == 1 ? ""
        : any_size      ? ", D"
                        : fmt::format(", {}", metadata_.code_size)));
  };
  if (module_.hasattr(fmt::format("{}_centroids", kGroupLayer)))
    return {.centroids = parameter("centroids", 2)};
  const at::Tensor weights = parameter("weight", 2);
  return {weights, parameter("bias", 1)};
}

// On the CPU each thread takes whole batches: its operations need not wait for other threads.
void LoadedEncoder::encode_rows(const at::Tensor& images, const at::Tensor& codes) {
  const std::int64_t count = images.size(0);
  const std::int64_t size = batch_size(images);
  const auto one = [&](std::int64_t batch) {
    stop_if_interrupted();
    const std::int64_t end = std::min(count, (batch + 1) * size);
    codes.slice(0, batch * size, end)
        .copy_(encode_batch(images.slice(0, batch * size, end), codes.size(1)));
  };
  const std::int64_t batches = at::divup(count, size);
  if (!device_.is_cpu()) {
    for (std::int64_t batch = 0; batch < batches; ++batch) one(batch);
    return;
  }
  at::parallel_for(0, batches, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t batch = begin; batch < end; ++batch) one(batch);
  });
}

}  // namespace codegrid
