#include "core/long_digest.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kDigestedAtOnce = std::size_t{1} << 24;  // bytes between two looks at signals

}  // namespace

std::string long_sha256_hex(std::string_view bytes) {
  RunningSha256 digest;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kDigestedAtOnce))) {
    stop_if_interrupted();
    digest.add(bytes.substr(0, kDigestedAtOnce));
  }
  return digest.hex();
}

}  // namespace codegrid
