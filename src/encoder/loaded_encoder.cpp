#include "encoder/loaded_encoder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/runtime/jit_exception.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <new>
#include <sstream>
#include <utility>

#include "core/error.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBatch = 2048;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Of the interpreter's report: the place comes first, the reason last.
std::string last_line(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return text.substr(text.rfind('\n') + 1);
}

torch::jit::Module load(const EncoderFile& file) {
  const auto refusal = [&](const std::string& reason) {
    return data_error(fmt::format(
        "{}: not a whole TorchScript file; expected an encoder.pt of codegrid-train ({})",
        file.name(), first_line(reason)));
  };
  std::istringstream stream(file.bytes());
  try {
    return torch::jit::load(stream, at::Device(at::kCPU));
  } catch (const c10::Error& error) {
    throw refusal(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw refusal(error.what());
  }
}

}  // namespace

LoadedEncoder::LoadedEncoder(const EncoderFile& file, EncoderMetadata metadata, at::Device device)
    : name_(file.name()), metadata_(std::move(metadata)), device_(device), module_(load(file)) {
  module_.eval();
  module_.to(device_);
}

at::Tensor LoadedEncoder::encode_batch(const at::Tensor& batch) {
  const auto failure = [&](const std::string& reason) {
    return data_error(fmt::format("{}: its forward fails on images of shape [N, {}]: {}", name_,
                                  fmt::join(batch.sizes().slice(1), ", "), reason));
  };
  try {
    return module_.forward({batch}).toTensor().to(at::kCPU);
  } catch (const c10::Error& error) {
    throw failure(last_line(error.what_without_backtrace()));
  } catch (const torch::jit::JITException& error) {  // an assert or raise of its own
    throw failure(error.getOriginalMsg().value_or(first_line(error.what())));
  }
}

at::Tensor LoadedEncoder::encode(const at::Tensor& images,
                                 const std::function<void(std::int64_t)>& on_batch) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kByte,
              "images must be [N, C, H, W] uint8");
  const torch::NoGradGuard no_grad;
  at::Tensor codes;
  std::int64_t code_size = metadata_.code_size;
  for (std::int64_t first = 0; first < images.size(0); first += kBatch) {
    const std::int64_t last = std::min(first + kBatch, images.size(0));
    const at::Tensor batch =
        encode_batch(metadata_.scale.apply(images.slice(0, first, last).to(device_)));
    if (code_size == 0 && batch.dim() == 2) code_size = batch.size(1);
    if (batch.dim() != 2 || batch.size(0) != last - first || batch.size(1) != code_size) {
      throw data_error(fmt::format("{}: gives codes of shape [{}], expected [{}, {}]", name_,
                                   fmt::join(batch.sizes(), ", "), last - first, code_size));
    }
    // Only now is it known that the file gives what it says: memory is taken on proof.
    if (!codes.defined()) codes = at::empty({images.size(0), code_size}, at::kFloat);
    codes.slice(0, first, last).copy_(batch);
    on_batch(last);
  }
  return codes;
}

}  // namespace codegrid
