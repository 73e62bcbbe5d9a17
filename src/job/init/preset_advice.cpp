#include "job/init/preset_advice.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

namespace codegrid {
namespace {

constexpr double kLeastOfAll = 0.7;     // pixels of the background's shade
constexpr double kLeastOfEdges = 0.95;  // the same of those at the edges
constexpr int kWithin = 16;             // of black or white

double share(const at::Tensor& is_so) { return is_so.to(at::kDouble).mean().item<double>(); }

// Of the outermost rows and columns.
double share_of_edges(const at::Tensor& is_so) {
  return share(at::cat({is_so.select(2, 0).flatten(), is_so.select(2, -1).flatten(),
                        is_so.select(3, 0).flatten(), is_so.select(3, -1).flatten()}));
}

// Whether nearly black, or nearly white, is the background of strokes; empty: it is not.
std::string background_of_strokes(const at::Tensor& is_so, const char* name) {
  const double all = share(is_so);
  const double edges = share_of_edges(is_so);
  if (all < kLeastOfAll || edges < kLeastOfEdges) return "";
  return fmt::format(
      "handwriting: {:.0f} % of the pixels are nearly {}, and {:.0f} % of those at the edges, "
      "which "
      "are strokes on a plain background. They are turned, slanted and bent, but not mirrored. For "
      "things that a mirror leaves what they are: objects.",
      100 * all, name, 100 * edges);
}

}  // namespace

PresetAdvice advise_preset(const at::Tensor& sample) {
  PresetAdvice advice;
  if (sample.size(1) == 1) {
    advice.why = background_of_strokes(sample <= kWithin, "black");
    if (advice.why.empty()) advice.why = background_of_strokes(sample >= 255 - kWithin, "white");
    if (!advice.why.empty()) advice.preset = AugmentationPreset::kHandwriting;
  }
  if (advice.why.empty()) {
    advice.why =
        "objects: moved a little, and mirrored. For letters, digits and the like, which a mirror "
        "makes others: handwriting.";
  }
  return advice;
}

}  // namespace codegrid
