#include "core/device_name.hpp"

#include <charconv>

namespace codegrid {

bool is_device_name(const std::string& name) {
  return name == "auto" || name == "cpu" || cuda_index(name).has_value();
}

std::optional<int> cuda_index(const std::string& name) {
  if (name == "cuda") return 0;
  if (!name.starts_with("cuda:")) return std::nullopt;
  const std::string digits = name.substr(5);
  if (digits.starts_with('-')) return std::nullopt;  // -0 is 0 to from_chars
  int index = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{} || end != digits.data() + digits.size() || index > 127)
    return std::nullopt;
  return index;
}

}  // namespace codegrid
