#include "train/checkpoint.hpp"

#include <torch/torch.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/digest.hpp"
#include "core/files.hpp"

namespace codegrid {
namespace {

constexpr int kFormatVersion = 1;

nlohmann::ordered_json write_one(const std::filesystem::path& path, Autoencoder& model,
                                 const Weights& weights, const EpochRecord& record) {
  const Weights before = copy_weights(model);
  set_weights(model, weights);
  std::ostringstream stream;  // torch::save to a path ends the program on a full disk
  torch::save(model, stream);
  set_weights(model, before);
  const std::string bytes = std::move(stream).str();
  write_file(path, bytes);
  return {{"epoch", record.epoch},
          {"train_loss", record.train_loss},
          {"val_loss", record.val_loss},
          {"bytes", bytes.size()},
          {"sha256", sha256_hex(bytes)}};
}

}  // namespace

void write_checkpoints(const std::filesystem::path& folder, Autoencoder& model,
                       const TrainingResult& result) {
  make_folders(folder);
  nlohmann::ordered_json manifest{{"format_version", kFormatVersion}};
  const auto best_index = static_cast<std::size_t>(result.best_epoch - 1);
  manifest["files"]["last.pt"] =
      write_one(folder / "last.pt", model, result.last, result.epochs.back());
  manifest["files"]["best.pt"] =
      write_one(folder / "best.pt", model, result.best, result.epochs.at(best_index));
  write_file(folder / "manifest.json", manifest.dump(2) + "\n");
}

}  // namespace codegrid
