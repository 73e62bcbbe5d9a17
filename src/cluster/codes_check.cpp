#include "cluster/codes_check.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <string>
#include <unordered_set>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kComparedRows = 1024;  // that are compared together

}  // namespace

void require_enough(std::string_view method, std::int64_t codes, std::int64_t k) {
  if (k <= codes) return;
  throw data_error(fmt::format(
      "{}: found k = {} clusters for {}; expected k of at most the number of codes. Lower "
      "clustering.k or give more images.",
      method, k, counted(codes, "code", "codes")));
}

void require_more_than_neighbors(std::string_view method, std::int64_t codes,
                                 std::int64_t neighbors) {
  if (codes > neighbors) return;
  throw data_error(fmt::format(
      "{}: found {} for {} of each; expected more codes than neighbors. Lower "
      "clustering.neighbors or give more images.",
      method, counted(codes, "code", "codes"), counted(neighbors, "neighbor", "neighbors")));
}

// Compares bytes, so -0 is made 0 first. Ends as soon as k different codes are seen.
void require_different(std::string_view method, const at::Tensor& codes, std::int64_t k) {
  const auto bytes = static_cast<std::size_t>(codes.size(1)) * sizeof(float);
  std::unordered_set<std::string> seen;
  for (const at::Tensor& block : codes.split(kComparedRows)) {
    stop_if_interrupted();
    const at::Tensor rows = (block.cpu() + 0.0F).contiguous();
    const auto* data = static_cast<const char*>(rows.const_data_ptr());
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
      seen.emplace(data + static_cast<std::size_t>(row) * bytes, bytes);
      if (std::ssize(seen) >= k) return;
    }
  }
  throw data_error(
      fmt::format("{}: found only {} different among {}; expected at least k = {}. "
                  "Lower clustering.k, or look at the encoder: it gives different images the same "
                  "code (or, with clustering.normalize l2, the same direction).",
                  method, with_commas(seen.size()), counted(codes.size(0), "code", "codes"), k));
}

void require_unequal(std::string_view method, const at::Tensor& codes) {
  if (codes.size(0) == 1) return;
  for (const at::Tensor& rows : codes.split(kComparedRows))
    if (!rows.eq(codes[0]).all().item<bool>()) return;
  throw data_error(
      fmt::format("{}: found {} that are all equal; expected different ones. Look at the "
                  "encoder: it gives different images the same code (or, with "
                  "clustering.normalize l2, the same direction).",
                  method, counted(codes.size(0), "code", "codes")));
}

void require_finite(std::string_view method, const at::Tensor& codes) {
  const at::Tensor broken = at::isfinite(codes).all(1).logical_not();
  const auto count = broken.sum().item<std::int64_t>();
  if (count == 0) return;
  throw data_error(fmt::format(
      "{}: found NaN or infinity in {} of {}, first in code {}; expected finite numbers. "
      "Look at the encoder's weights: training may have diverged.",
      method, with_commas(count), counted(codes.size(0), "code", "codes"),
      broken.to(at::kInt).argmax().item<std::int64_t>()));
}

}  // namespace codegrid
