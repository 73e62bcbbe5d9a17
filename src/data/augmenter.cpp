#include "data/augmenter.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "data/pixel_moves.hpp"
#include "data/value_changes.hpp"

namespace codegrid {
namespace {

// What is drawn for each image whatever the settings, so that one setting more leaves the others
// what they were.
enum class Draw : std::int64_t {
  kRotation,
  kShiftX,
  kShiftY,
  kScaleX,
  kScaleY,
  kShear,
  kMirror,
  kCropArea,
  kCropX,
  kCropY,
  kBrightness,
  kContrast,
  kCutoutX,
  kCutoutY,
  kCount
};

constexpr auto kDraws = static_cast<std::int64_t>(Draw::kCount);

// The numbers of one image, in [0, 1).
class ImageDraws {
 public:
  explicit ImageDraws(const float* numbers) : numbers_(numbers) {}
  double share(Draw which) const { return numbers_[static_cast<std::size_t>(which)]; }
  // Evenly distributed from -most to most.
  double either_way(Draw which, double most) const { return (2 * share(which) - 1) * most; }

 private:
  const float* numbers_;
};

struct Sides {
  double height;  // in pixels
  double width;
};

// Where the middle of a crop lies on a side that is 2 long, of which it keeps a share: anywhere
// that it takes nothing from beyond the middles of the outermost pixels.
double middle_of_crop(const ImageDraws& drawn, Draw which, double kept, double pixels) {
  return drawn.either_way(which, (1 - kept) * (1 - 1 / pixels));
}

// The way from a pixel of the augmented image to where it comes from, which undoes the crop, the
// shift, the turn, the shear and the scale, in that order: the six numbers of PixelMoves::affine.
// Turns and shears are of square pixels.
void write_affine(const AugmentationSettings& most, const ImageDraws& drawn, const Sides& sides,
                  float* to) {
  const double aspect = sides.width / sides.height;
  const double angle = drawn.either_way(Draw::kRotation, most.rotation) * std::numbers::pi / 180;
  const double shear = drawn.either_way(Draw::kShear, most.shear);
  const double scale_x = 1 + drawn.either_way(Draw::kScaleX, most.scale);
  const double scale_y = 1 + drawn.either_way(Draw::kScaleY, most.scale);
  const double side = most.mirror && drawn.share(Draw::kMirror) < 0.5 ? -1 : 1;
  const double xx = side * (std::cos(angle) + shear * std::sin(angle)) / scale_x;
  const double xy = side * (std::sin(angle) - shear * std::cos(angle)) / scale_x / aspect;
  const double yx = -std::sin(angle) / scale_y * aspect;
  const double yy = std::cos(angle) / scale_y;

  const double kept = std::sqrt(1 - drawn.share(Draw::kCropArea) * most.crop);  // of each side
  // A side is 2 long.
  const double x = middle_of_crop(drawn, Draw::kCropX, kept, sides.width) -
                   2 * drawn.either_way(Draw::kShiftX, most.shift);
  const double y = middle_of_crop(drawn, Draw::kCropY, kept, sides.height) -
                   2 * drawn.either_way(Draw::kShiftY, most.shift);
  to[0] = static_cast<float>(xx * x + xy * y);
  to[1] = static_cast<float>(xx * kept);
  to[2] = static_cast<float>(xy * kept);
  to[3] = static_cast<float>(yx * x + yy * y);
  to[4] = static_cast<float>(yx * kept);
  to[5] = static_cast<float>(yy * kept);
}

// [N]: the column of one draw, from -most to most.
at::Tensor either_way(const at::Tensor& drawn, Draw which, double most) {
  return drawn.select(1, static_cast<std::int64_t>(which)).mul(2).sub_(1).mul_(most);
}

}  // namespace

Augmenter::Augmenter(const AugmentationSettings& settings, at::Generator generator)
    : settings_(settings), generator_(std::move(generator)) {
  TORCH_CHECK(generator_.device().is_cpu(), "an augmenter draws on the CPU");
}

at::Tensor Augmenter::operator()(const at::Tensor& images) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kFloat,
              "Augmenter wants [N, C, H, W] float32, found ", images.sizes(), " ",
              images.scalar_type());
  if (!settings_.changes_anything() || images.numel() == 0)
    return images.clone(at::MemoryFormat::Contiguous);
  const at::Tensor drawn = at::rand({images.size(0), kDraws}, generator_, at::kFloat);
  at::Tensor changed =
      settings_.moves_pixels() ? moved(images, drawn) : images.clone(at::MemoryFormat::Contiguous);
  change_values(changed, drawn);
  return changed;
}

at::Tensor Augmenter::moved(const at::Tensor& images, const at::Tensor& drawn) {
  const std::int64_t count = images.size(0);
  PixelMoves moves{at::empty({count, 2, 3}, at::kFloat)};
  const Sides sides{static_cast<double>(images.size(2)), static_cast<double>(images.size(3))};
  const auto* numbers = drawn.const_data_ptr<float>();
  auto* affine = moves.affine.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < count; ++i)
    write_affine(settings_, ImageDraws(numbers + i * kDraws), sides, affine + i * 6);
  if (settings_.elastic > 0) {
    moves.field = at::randn({count, 2, kFieldSide, kFieldSide}, generator_, at::kFloat)
                      .mul_(settings_.elastic);
  }
  return move_pixels(images.contiguous(), moves, settings_.outside);
}

void Augmenter::change_values(at::Tensor& images, const at::Tensor& drawn) {
  if (settings_.contrast > 0 || settings_.brightness > 0) {
    change_tones(images, either_way(drawn, Draw::kContrast, settings_.contrast).add_(1),
                 either_way(drawn, Draw::kBrightness, settings_.brightness));
  }
  if (settings_.noise > 0) {
    // Not add_(noise, factor), whose fused products differ by where a thread's share ends.
    const at::Tensor noise =
        at::randn(images.sizes(), generator_, at::kFloat).mul_(settings_.noise);
    images.add_(noise.to(images.device()));
  }
  images.clamp_(0, 1);  // interpolated values, too, may be off by rounding
  if (settings_.cutout > 0) {
    const auto first = static_cast<std::int64_t>(Draw::kCutoutX);
    cut_out(images, settings_.cutout, drawn.slice(1, first, first + 2));
  }
}

}  // namespace codegrid
