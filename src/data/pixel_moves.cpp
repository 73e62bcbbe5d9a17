#include "data/pixel_moves.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <vector>

namespace codegrid {
namespace {

constexpr std::int64_t kAffine = 6;  // numbers of an image
constexpr std::int64_t kField = kFieldSide * kFieldSide;
constexpr std::int64_t kLeastMoved = 1 << 14;  // pixels for one thread

// [size] float32
at::Tensor pixel_places(std::int64_t size) {
  return at::arange(size, at::kFloat).mul_(2).add_(1).div_(static_cast<double>(size)).sub_(1);
}

// [5, size]: what each number in a row of the field counts at each pixel. Interpolation is linear
// in the numbers, so that of the unit vectors says all.
at::Tensor field_weights(std::int64_t size) {
  const at::Tensor units = at::eye(kFieldSide, at::kFloat).view({1, kFieldSide, 1, kFieldSide});
  return at::upsample_bicubic2d(units, {1, size}, /*align_corners=*/false)
      .view({kFieldSide, size})
      .contiguous();
}

// What the grids of all images are made of. at::matmul would do it as well, but not to the same
// bits for any number of threads.
class GridMaker {
 public:
  GridMaker(std::int64_t height, std::int64_t width)
      : height_(height),
        width_(width),
        x_(pixel_places(width)),
        y_(pixel_places(height)),
        weights_x_(field_weights(width)),
        weights_y_(field_weights(height)) {}

  // One coordinate of an image: to[y * width + x].
  //   affine: [3]; field: [5][5], or null; lines: room for [5][width].
  void fill(const float* affine, const float* field, float* lines, float* to) const {
    const auto* x = x_.const_data_ptr<float>();
    const auto* y = y_.const_data_ptr<float>();
    if (field != nullptr) spread_rows(field, lines);
    for (std::int64_t row = 0; row < height_; ++row) {
      float* here = to + row * width_;
      const float start = affine[0] + affine[2] * y[row];
      for (std::int64_t i = 0; i < width_; ++i) here[i] = start + affine[1] * x[i];
      if (field != nullptr) add_field(row, lines, here);
    }
  }

 private:
  // The rows of the field, each over the whole width.
  void spread_rows(const float* field, float* lines) const {
    const auto* weights = weights_x_.const_data_ptr<float>();
    std::fill_n(lines, kFieldSide * width_, 0.0F);
    for (std::int64_t j = 0; j < kField; ++j) {
      const float* weight = weights + j % kFieldSide * width_;
      float* line = lines + j / kFieldSide * width_;
      for (std::int64_t i = 0; i < width_; ++i) line[i] += field[j] * weight[i];
    }
  }

  void add_field(std::int64_t row, const float* lines, float* to) const {
    const auto* weights = weights_y_.const_data_ptr<float>();
    for (std::int64_t j = 0; j < kFieldSide; ++j) {
      const float weight = weights[j * height_ + row];
      const float* line = lines + j * width_;
      for (std::int64_t i = 0; i < width_; ++i) to[i] += weight * line[i];
    }
  }

  std::int64_t height_;
  std::int64_t width_;
  at::Tensor x_;
  at::Tensor y_;
  at::Tensor weights_x_;
  at::Tensor weights_y_;
};

void require_moves(const PixelMoves& moves) {
  const auto fits = [](const at::Tensor& tensor, std::int64_t numbers) {
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous() &&
           tensor.numel() == tensor.size(0) * numbers;
  };
  TORCH_CHECK(fits(moves.affine, kAffine), "affine: [N, 2, 3] float32, found ",
              moves.affine.sizes());
  TORCH_CHECK(!moves.field.defined() ||
                  (fits(moves.field, 2 * kField) && moves.field.size(0) == moves.affine.size(0)),
              "field: [N, 2, 5, 5] float32 of as many images as affine");
}

}  // namespace

at::Tensor sampling_grid(const PixelMoves& moves, std::int64_t height, std::int64_t width) {
  require_moves(moves);
  const std::int64_t images = moves.affine.size(0);
  const std::int64_t pixels = height * width;
  const GridMaker maker(height, width);
  at::Tensor planes = at::empty({images, 2, height, width}, at::kFloat);
  const auto* affine = moves.affine.const_data_ptr<float>();
  const auto* field = moves.field.defined() ? moves.field.const_data_ptr<float>() : nullptr;
  auto* to = planes.mutable_data_ptr<float>();
  const std::int64_t planes_a_task = std::max<std::int64_t>(1, kLeastMoved / pixels);
  at::parallel_for(0, 2 * images, planes_a_task, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> lines(static_cast<std::size_t>(kFieldSide * width));
    for (std::int64_t i = begin; i < end; ++i) {
      maker.fill(affine + i * kAffine / 2, field == nullptr ? nullptr : field + i * kField,
                 lines.data(), to + i * pixels);
    }
  });
  return planes.permute({0, 2, 3, 1});
}

at::Tensor sampling_grid_on(at::Device device, const PixelMoves& moves, std::int64_t height,
                            std::int64_t width) {
  require_moves(moves);
  const at::Tensor affine = moves.affine.to(device).view({-1, 2, 3, 1, 1});
  const at::Tensor x = pixel_places(width).to(device);
  const at::Tensor y = pixel_places(height).to(device).unsqueeze(1);
  at::Tensor planes = affine.select(2, 0) + affine.select(2, 1) * x + affine.select(2, 2) * y;
  if (moves.field.defined()) {
    const at::Tensor down = field_weights(height).t().to(device);
    const at::Tensor across = field_weights(width).to(device);
    planes += at::matmul(at::matmul(down, moves.field.to(device)), across);
  }
  return planes.permute({0, 2, 3, 1});
}

at::Tensor move_pixels(const at::Tensor& images, const PixelMoves& moves, Outside outside) {
  TORCH_CHECK(images.dim() == 4 && images.size(0) == moves.affine.size(0),
              "images: ", images.sizes(), ", moves: of ", moves.affine.size(0));
  constexpr std::int64_t kBilinear = 0;
  const std::int64_t padding = outside == Outside::kZeros ? 0 : 1;
  const std::int64_t height = images.size(2);
  const std::int64_t width = images.size(3);
  const at::Tensor grid = images.is_cpu() ? sampling_grid(moves, height, width)
                                          : sampling_grid_on(images.device(), moves, height, width);
  return at::grid_sampler(images, grid, kBilinear, padding, /*align_corners=*/false).contiguous();
}

}  // namespace codegrid
