#pragma once

#include <optional>
#include <string>

namespace codegrid {

/// True for "auto", "cpu", "cuda" and "cuda:N". Whether the device is there is another question,
/// which takes LibTorch: see tensor/device.hpp.
bool is_device_name(const std::string& name);

/// The N of "cuda:N", 0 to 127; 0 for "cuda"; nothing for any other name.
std::optional<int> cuda_index(const std::string& name);

}  // namespace codegrid
