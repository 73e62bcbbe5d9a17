#pragma once

#include <c10/core/Device.h>

#include <string>

namespace codegrid {

/// A device, and what the user should hear about the choice.
struct DeviceChoice {
  c10::Device device;
  std::string note;  ///< Empty when there is nothing to say.
};

/// The device that `name` asks for (see core/device_name.hpp), ready for use.
///   auto: the first CUDA device if one can be used, else the CPU; on a machine that has an NVIDIA
///   GPU the note says why it was not used. cuda, cuda:N: throws Error(kFailed) saying why when it
///   cannot be used.
/// LibTorch's CUDA half is loaded here and only here, on demand, so programs start without it.
DeviceChoice choose_device(const std::string& name);

/// True if the system shows an NVIDIA GPU, whatever its driver.
bool has_nvidia_gpu();

}  // namespace codegrid
