#include "job/training_pictures.hpp"

#include <torch/torch.h>

#include "view/chart.hpp"
#include "view/grid.hpp"

namespace codegrid {

std::string draw_losses(const std::vector<EpochRecord>& epochs, LossKind loss) {
  Chart chart;
  chart.title = "Loss";
  chart.x_label = "epoch";
  chart.y_label =
      loss == LossKind::kBinaryCrossEntropy ? "binary cross-entropy" : "mean squared error";
  chart.curves = {{"training", {}}, {"validation", {}}};
  for (const EpochRecord& epoch : epochs) {
    chart.curves[0].y.push_back(epoch.train_loss);
    chart.curves[1].y.push_back(epoch.val_loss);
  }
  chart.mark_x = static_cast<double>(least_val_loss(epochs).epoch);
  chart.mark_name = "best";
  return draw_chart(chart);
}

std::string draw_reconstructions(Autoencoder& model, const ImageSet& test, PixelScale scale,
                                 at::Device device, at::Generator sample) {
  const torch::NoGradGuard no_grad;
  const std::int64_t count = std::min<std::int64_t>(10, test.size());
  const at::Tensor chosen = at::randperm(test.size(), sample).slice(0, 0, count);
  const at::Tensor images = scale.apply(test.images_at(chosen));
  const at::Tensor codes = model->encode(images.to(device));
  const at::Tensor reconstructions = model->decode(codes).clamp(0, 1).to(at::kCPU);
  const at::Tensor drawn_codes = codes.to(at::kCPU);
  // One scale for all ten, so that equal greys are equal values.
  const double lowest = drawn_codes.min().item<double>();
  const double highest = drawn_codes.max().item<double>();
  Grid grid;
  grid.title = "Reconstructions of test images";
  grid.row_names = {"original", "code", "reconstruction"};
  grid.rows.resize(3);
  for (std::int64_t i = 0; i < count; ++i) {
    grid.rows[0].push_back({images[i], ""});
    grid.rows[1].push_back({code_image(drawn_codes[i], lowest, highest), ""});
    grid.rows[2].push_back({reconstructions[i], ""});
  }
  return draw_grid(grid);
}

}  // namespace codegrid
