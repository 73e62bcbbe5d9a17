#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"

namespace codegrid {

/// The words that other programs have for values of the dotted `key`.
std::vector<OtherValue> other_values_of(std::string_view key);

/// The device that is likely to be meant by `name`, which is none: "cuda:1" by "gpu:1"; empty where
/// that is not clear.
std::string likely_device(const std::string& name);

}  // namespace codegrid
