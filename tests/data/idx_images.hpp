#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "data/idx.hpp"

namespace codegrid {

/// The images of an IDX file that holds `bytes`.
inline at::Tensor images_in(std::string_view bytes, const std::string& name) {
  const auto owner = std::make_shared<const std::string>(bytes);
  return parse_idx_images({owner, *owner, {name, ""}});
}

}  // namespace codegrid
