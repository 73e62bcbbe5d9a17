#include "job/constant_codes.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostImages = 256;
constexpr double kLeastDivergence = 0.1;  // nats: two groups alone want 0.69
constexpr double kPrecision = 1e-6;       // relative to the largest value: what float32 can tell

struct Extremes {
  at::Tensor least;
  at::Tensor greatest;

  // rows: [n, D].
  void add(const at::Tensor& rows) {
    const at::Tensor low = rows.amin(0);
    const at::Tensor high = rows.amax(0);
    least = least.defined() ? at::minimum(least, low) : low;
    greatest = greatest.defined() ? at::maximum(greatest, high) : high;
  }
};

}  // namespace

ConstantCodes constant_codes(Autoencoder& model, const ImageSet& images, PixelScale scale,
                             std::int64_t batch_size, at::Device device, at::Generator sample) {
  const torch::NoGradGuard no_grad;
  const std::int64_t count = std::min(kMostImages, images.size());
  const at::Tensor chosen = at::randperm(images.size(), std::move(sample)).slice(0, 0, count);
  Extremes pixels;
  Extremes codes;
  for (std::int64_t begin = 0; begin < count; begin += batch_size) {
    const at::Tensor batch = images.images_at(chosen.slice(0, begin, begin + batch_size));
    pixels.add(batch.flatten(1));
    codes.add(model->encode(scale.apply(batch).to(device)));
  }
  ConstantCodes found{count, codes.least.size(0), 0, false};
  if (pixels.least.equal(pixels.greatest)) return found;  // the images are alike
  const at::Tensor largest = at::maximum(codes.least.abs(), codes.greatest.abs());
  const at::Tensor constant = (codes.greatest - codes.least) <= kPrecision * largest;
  found.constant = constant.sum().item<std::int64_t>();
  found.zero = largest.max().item<float>() == 0;
  return found;
}

std::string warning_of(const ConstantCodes& codes, const ModelOptions& model) {
  if (codes.constant < codes.values) return "";
  return fmt::format(
      "warning: the code is the same for all of {}{}: it tells nothing about them, and neither "
      "will clusters of it. {}; train again with a smaller training.optimizer.learning_rate, or "
      "with another {}",
      counted(codes.images, "image", "images"), codes.zero ? ", every value of it 0" : "",
      model.activation_of_code() == Activation::kRelu
          ? "Its units have died: a ReLU that is 0 for every image learns no more"
          : "Its units are saturated, or have learned nothing",
      model.code_activation ? "model.code_activation" : "model.activation");
}

std::string warning_of(const LossParts& test, const ObjectiveOptions& objective) {
  if (test.kl >= kLeastDivergence) return "";
  return fmt::format(
      "warning: the code tells next to nothing about an image, {:.3f} nats (KL divergence), and "
      "neither will clusters of it; train again with a smaller training.objective.beta (this one "
      "is {}), or for more epochs",
      test.kl, objective.beta);
}

}  // namespace codegrid
