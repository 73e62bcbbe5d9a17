#include "job/training_pictures.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "data/augmenter.hpp"
#include "view/chart.hpp"
#include "view/code_image.hpp"
#include "view/grid.hpp"

namespace codegrid {

std::string draw_losses(const std::vector<EpochRecord>& epochs, const std::string& loss) {
  Chart chart;
  chart.title = "Loss";
  chart.x_label = "epoch";
  chart.y_label = loss;
  chart.curves = {{"training", {}}, {"validation", {}}};
  for (const EpochRecord& epoch : epochs) {
    chart.curves[0].y.push_back(epoch.train_loss);
    chart.curves[1].y.push_back(epoch.val_loss);
  }
  chart.mark_x = static_cast<double>(least_val_loss(epochs).epoch);
  chart.mark_name = "best";
  return draw_chart(chart);
}

std::string draw_reconstructions(Autoencoder& model, const ReconstructedImages& of,
                                 at::Device device, at::Generator sample) {
  const torch::NoGradGuard no_grad;
  const ImageSet& images = of.images;
  const std::int64_t count = std::min<std::int64_t>(10, images.size());
  const at::Tensor chosen = at::randperm(images.size(), sample).slice(0, 0, count);
  const at::Tensor originals = of.scale.apply(images.images_at(chosen));
  const at::Tensor codes = model->encode(originals.to(device));
  const at::Tensor reconstructions = model->decode(codes).clamp(0, 1).to(at::kCPU);
  const at::Tensor drawn_codes = codes.to(at::kCPU);
  const CodeRange range = code_range(drawn_codes);  // one for all, so that equal greys are equal
  Grid grid;
  grid.title = count == 1 ? fmt::format("Reconstruction of a {} image", of.name)
                          : fmt::format("Reconstructions of {} images", of.name);
  grid.row_names = {"original", "code", "reconstruction"};
  grid.rows.resize(3);
  grid.cell_pixels = cell_side(84, images.shape(), 3, count);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto cell = [&](const at::Tensor& image, bool framed) {
      return Cell{reduced_image(image, grid.cell_pixels), "", framed};
    };
    grid.rows[0].push_back(cell(shown_image(originals[i], of.tone), false));
    grid.rows[1].push_back(cell(code_image(drawn_codes[i], range), true));
    grid.rows[2].push_back(cell(shown_image(reconstructions[i], of.tone), false));
  }
  grid.scale = ink_scale(range);
  return draw_grid(grid);
}

// One image at a time, since they may be large.
std::string draw_augmentations(const AugmentationSettings& settings, const ImageSet& images,
                               PixelScale scale, Tone tone, at::Generator random) {
  constexpr std::int64_t kImages = 8;
  constexpr std::int64_t kTimes = 9;
  const std::int64_t count = std::min(kImages, images.size());
  const at::Tensor chosen = at::randperm(images.size(), random).slice(0, 0, count);
  Augmenter augmenter(settings, std::move(random));
  Grid grid;
  grid.title =
      count == 1 ? "Augmentations of a training image" : "Augmentations of training images";
  grid.subtitle = "left: as it is; beside it: as training sees it, each time anew";
  grid.rows.resize(static_cast<std::size_t>(count));
  grid.cell_pixels = cell_side(84, images.shape(), count, 1 + kTimes);
  for (std::int64_t i = 0; i < count; ++i) {
    const at::Tensor original = scale.apply(images.images_at(chosen.slice(0, i, i + 1)));
    std::vector<Cell>& row = grid.rows[static_cast<std::size_t>(i)];
    const auto add = [&](const at::Tensor& image, bool framed) {
      row.push_back({reduced_image(shown_image(image[0], tone), grid.cell_pixels), "", framed});
    };
    add(original, true);
    for (std::int64_t time = 0; time < kTimes; ++time) add(augmenter(original), false);
  }
  return draw_grid(grid);
}

}  // namespace codegrid
