#include "tensor/device.hpp"

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "core/device_name.hpp"
#include "core/error.hpp"
#include "core/library_message.hpp"
#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Loads LibTorch's CUDA half beside the CPU half that this program is linked to. Nothing may have
// asked LibTorch about CUDA before, or it keeps its first answer. Returns why it cannot be loaded,
// or "".
std::string load_cuda_half() {
  static const std::string failure = []() -> std::string {
    Dl_info self{};
    ::dladdr(reinterpret_cast<const void*>(&at::globalContext), &self);
    const fs::path beside =
        fs::path(self.dli_fname ? self.dli_fname : "").parent_path() / "libtorch_cuda.so";
    if (::dlopen(beside.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) return "";
    const char* reason = ::dlerror();
    return fmt::format(
        "LibTorch's CUDA libraries cannot be loaded ({}); scripts/setup.sh --cuda brings them, and "
        "cmake --install ... --component cuda copies them to a prefix",
        reason ? reason : "no reason given");
  }();
  return failure;
}

// Why cuda:`index` cannot be used, or "".
std::string why_not_cuda(c10::DeviceIndex index) {
  if (!has_nvidia_gpu()) return "this machine shows no NVIDIA GPU";
  if (std::string failure = load_cuda_half(); !failure.empty()) return failure;
  try {
    at::zeros({1}, at::TensorOptions().device(c10::Device(c10::kCUDA, index))).add_(1).item();
  } catch (const c10::Error& error) {
    return cause_in(error.what_without_backtrace());
  }
  return "";
}

}  // namespace

bool has_nvidia_gpu() {
  if (fs::exists("/proc/driver/nvidia/version") || fs::exists("/dev/nvidia0") ||
      fs::exists("/dev/dxg"))
    return true;
  std::error_code error;
  for (const auto& device : fs::directory_iterator("/sys/bus/pci/devices", error)) {
    const std::string folder = device.path().string();
    // Vendor NVIDIA, class display controller.
    if (read_first_line(folder + "/vendor") == "0x10de" &&
        read_first_line(folder + "/class").starts_with("0x03"))
      return true;
  }
  return false;
}

DeviceChoice choose_device(const std::string& name) {
  TORCH_CHECK(is_device_name(name), "no device is called ", name);
  if (name == "cpu") return {c10::Device(c10::kCPU), ""};
  const auto index = static_cast<c10::DeviceIndex>(cuda_index(name).value_or(0));
  const std::string reason = why_not_cuda(index);
  if (reason.empty()) {
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setAllowTF32CuDNN(false);  // float32 is what it says, for convolutions too
    return {c10::Device(c10::kCUDA, index), ""};
  }
  if (name != "auto") {
    throw run_error(fmt::format("device: \"{}\" cannot be used: {}; --set device=cpu runs anywhere",
                                name, reason));
  }
  if (!has_nvidia_gpu()) return {c10::Device(c10::kCPU), ""};
  return {c10::Device(c10::kCPU), fmt::format("An NVIDIA GPU is here but is not used: {}", reason)};
}

}  // namespace codegrid
