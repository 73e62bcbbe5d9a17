#include "job/code_pictures.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "view/grid.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kLeastCell = 84;

// codes: [n, code] -> n cells.
std::vector<Cell> decoded_row(Autoencoder& model, const at::Tensor& codes, Tone tone,
                              std::int64_t cell_pixels, at::Device device) {
  const at::Tensor images = model->decode(codes.to(device)).clamp(0, 1).to(at::kCPU);
  std::vector<Cell> row;
  for (std::int64_t i = 0; i < images.size(0); ++i)
    row.push_back({reduced_image(shown_image(images[i], tone), cell_pixels), "", /*framed=*/false});
  return row;
}

}  // namespace

// Row by row, since images may be large.
std::string draw_samples(Autoencoder& model, Tone tone, at::Device device, at::Generator random) {
  constexpr std::int64_t kSide = 10;
  const torch::NoGradGuard no_grad;
  const std::int64_t width = model->code_size();
  Grid grid;
  grid.title = "Samples";
  grid.subtitle = "decoded from codes drawn at random from the standard normal distribution";
  grid.cell_pixels = cell_side(kLeastCell, model->image_shape(), kSide, kSide);
  for (std::int64_t row = 0; row < kSide; ++row) {
    const at::Tensor codes = at::empty({kSide, width}).normal_(0, 1, random);
    grid.rows.push_back(decoded_row(model, codes, tone, grid.cell_pixels, device));
  }
  return draw_grid(grid);
}

std::string draw_interpolations(Autoencoder& model, const ReconstructedImages& of,
                                at::Device device, at::Generator sample) {
  constexpr std::int64_t kPairs = 8;
  constexpr std::int64_t kSteps = 9;
  const torch::NoGradGuard no_grad;
  const std::int64_t pairs = std::min(kPairs, of.images.size() / 2);
  TORCH_CHECK(pairs > 0, "an interpolation is between two images");
  const at::Tensor chosen = at::randperm(of.images.size(), std::move(sample));
  const at::Tensor along = at::linspace(0, 1, kSteps).unsqueeze(1);
  Grid grid;
  grid.title = fmt::format("Interpolations between {} images", of.name);
  grid.subtitle = "left and right: the images; between them: decoded from codes between theirs";
  grid.cell_pixels = cell_side(kLeastCell, of.images.shape(), pairs, kSteps + 2);
  for (std::int64_t i = 0; i < pairs; ++i) {
    const at::Tensor two = of.scale.apply(of.images.images_at(chosen.slice(0, 2 * i, 2 * i + 2)));
    const at::Tensor codes = model->encode(two.to(device)).to(at::kCPU);
    std::vector<Cell> row = decoded_row(model, codes[0] + along * (codes[1] - codes[0]), of.tone,
                                        grid.cell_pixels, device);
    const auto original = [&](std::int64_t which) {
      return Cell{reduced_image(shown_image(two[which], of.tone), grid.cell_pixels), "",
                  /*framed=*/true};
    };
    row.insert(row.begin(), original(0));
    row.push_back(original(1));
    grid.rows.push_back(std::move(row));
  }
  return draw_grid(grid);
}

}  // namespace codegrid
