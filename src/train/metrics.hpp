#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace codegrid {

/// What the variational objective's loss is made of: reconstruction + beta * kl / pixels.
struct LossParts {
  double reconstruction = 0;  ///< Mean over all pixels, as the loss of a plain reconstruction.
  double kl = 0;              ///< Divergence from the prior, nats an image.
};

/// A mean loss over a set of images.
struct MeanLoss {
  double loss = 0;
  std::optional<LossParts> parts{};  ///< Where the objective has them.
};

/// What one epoch gave. The JSON line, the CSV row and the console line are all made from it.
struct EpochRecord {
  std::int64_t epoch;  ///< 1, 2, ...
  double train_loss;   ///< Mean over all pixels of the training images, while the weights were
                       ///< moving; of a contrastive objective, over the images; of a variational
                       ///< one, that of the reconstruction + beta * kl / pixels.
  double val_loss;     ///< The same of the validation images, after the epoch.
  double seconds;      ///< Training and validation together.
  double images_per_second;                ///< Training images over the epoch's seconds.
  bool best;                               ///< The watched loss was the best so far.
  std::optional<LossParts> train_parts{};  ///< Of the two losses; of other objectives none.
  std::optional<LossParts> val_parts{};
};

/// Whether rows have columns for the parts of losses.
enum class LossColumns { kTotal, kParts };

/// The first of those with the least validation loss; `epochs` are one or more.
const EpochRecord& least_val_loss(const std::vector<EpochRecord>& epochs);

/// Seconds to six decimals, images per second to one.
nlohmann::ordered_json epoch_json(const EpochRecord& record);
/// The same as a line of metrics.jsonl.
std::string json_line(const EpochRecord& record);
/// What epoch_json made. Throws std::out_of_range or nlohmann's exceptions for anything else.
EpochRecord parse_epoch(const nlohmann::json& line);
std::string csv_header(LossColumns columns = LossColumns::kTotal);
std::string csv_row(const EpochRecord& record);
/// "epoch  12/200  loss 0.09123  val_loss 0.09045  267,000 images/s"; of a loss in parts with those
/// of the validation behind it, "val_reconstruction 0.08010  val_kl 8.12".
std::string console_line(const EpochRecord& record, std::int64_t epochs);

}  // namespace codegrid
