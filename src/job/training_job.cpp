#include "job/training_job.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <chrono>
#include <cmath>

#include "core/files.hpp"
#include "core/text_table.hpp"
#include "data/load.hpp"
#include "encoder/export.hpp"
#include "job/environment.hpp"
#include "job/run_folder.hpp"
#include "job/training_pictures.hpp"
#include "job/version.hpp"
#include "model/summary.hpp"
#include "tensor/device.hpp"
#include "tensor/random.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::ordered_json;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Tells the user and the run's two metrics files of every epoch.
class EpochLog {
 public:
  EpochLog(const fs::path& run, std::int64_t epochs, std::int64_t images, Progress& progress)
      : json_(run / "metrics.jsonl"),
        csv_(run / "metrics.csv"),
        epochs_(epochs),
        images_(images),
        progress_(progress) {
    csv_.append(csv_header());
  }

  TrainingListener listener() {
    return {[this](std::int64_t epoch, std::int64_t seen) { show(epoch, seen); },
            [this](const EpochRecord& record) { add(record); }};
  }

  /// Leaves the last epoch's line on a terminal, in place of the progress.
  void finish() {
    if (progress_.on_terminal()) progress_.say(last_);
  }

 private:
  void add(const EpochRecord& record) {
    json_.append(json_line(record));
    csv_.append(csv_row(record));
    last_ = console_line(record, epochs_);
    last_losses_ =
        fmt::format("  loss {:.4f}  val {:.4f}  {} images/s", record.train_loss, record.val_loss,
                    with_commas(std::llround(record.images_per_second)));
    if (!progress_.on_terminal()) progress_.say(last_);
  }

  void show(std::int64_t epoch, std::int64_t seen) {
    const double done =
        static_cast<double>(epoch - 1) + static_cast<double>(seen) / static_cast<double>(images_);
    const double left = seconds_since(start_) / done * (static_cast<double>(epochs_) - done);
    // Short enough for a terminal of 80 columns.
    progress_.update(fmt::format("epoch {}/{} {} %  {} left{}", epoch, epochs_,
                                 100 * seen / images_, readable_seconds(left), last_losses_));
  }

  LineFile json_;
  LineFile csv_;
  std::int64_t epochs_;
  std::int64_t images_;
  Progress& progress_;
  std::string last_;
  std::string last_losses_;
  Clock::time_point start_ = Clock::now();
};

ordered_json summarize(const TrainingResult& result, double test_loss, double seconds) {
  const EpochRecord& last = result.epochs.back();
  const EpochRecord& best = result.epochs.at(static_cast<std::size_t>(result.best_epoch - 1));
  double training_seconds = 0;
  double images = 0;
  for (const EpochRecord& epoch : result.epochs) {
    training_seconds += epoch.seconds;
    images += epoch.images_per_second * epoch.seconds;
  }
  return {
      {"epochs", last.epoch},
      {"stopped_by", result.stopped_by == StopReason::kEarlyStopping ? "early_stopping" : "epochs"},
      {"train_loss", last.train_loss},
      {"val_loss", last.val_loss},
      {"best_val_loss", best.val_loss},
      {"best_epoch", best.epoch},
      {"test_loss", test_loss},
      {"seconds", seconds},
      {"images_per_second", images / training_seconds}};
}

EncoderMetadata describe(const JobConfig& job, const Autoencoder& model, PixelScale scale,
                         const ordered_json& summary) {
  EncoderMetadata metadata;
  metadata.input_shape = model->image_shape();
  metadata.scale = scale;
  metadata.code_size = job.model.code;
  metadata.config = portable_job_json(job);
  metadata.dataset = metadata.config["data"]["dataset"].get<std::string>();
  metadata.losses = {{"kind", metadata.config["training"]["loss"]}};
  for (const char* loss : {"train_loss", "val_loss", "test_loss"})
    metadata.losses[loss] = summary[loss];
  metadata.versions = versions_json();
  return metadata;
}

void say_what_is_trained(const JobConfig& job, const Splits& data, const Autoencoder& model,
                         at::Device device, Progress& progress) {
  progress.say(fmt::format("{}: {} training images, {} test images, on {}", job.name,
                           with_commas(data.train.size()), with_commas(data.test.size()),
                           device.str()));
  progress.say(fmt::format("\n{}\n", summary(model)));
}

}  // namespace

TrainingReport run_training(const JobConfig& written, const fs::path& runs, Progress& progress) {
  const auto start = Clock::now();
  const DeviceChoice choice = choose_device(written.device);
  if (!choice.note.empty()) progress.say(choice.note);
  JobConfig job = written;
  job.device = choice.device.str();
  const auto seed = static_cast<std::uint64_t>(job.seed);

  const Splits data = load_splits(job.data, seed);
  const PixelScale scale = measure_scale(data.train.images, job.data.scale);
  Batches training(data.train.images, scale, job.training.batch_size, choice.device);
  const Batches test(data.test.images, scale, job.training.batch_size, choice.device);
  Autoencoder model(data.train.shape(), job.model, make_generator(seed, Purpose::kWeights));
  model->to(choice.device);
  const ReconstructionLoss loss(job.training.loss, job.model.output);
  say_what_is_trained(job, data, model, choice.device, progress);

  const std::string config = job_json(job).dump(2) + "\n";
  const std::string environment =
      environment_json(choice.device, job.seed, data.sources, config).dump(2) + "\n";
  const fs::path run = make_run_folder(runs, job.name);
  write_file(run / "config.json", config);
  write_file(run / "environment.json", environment);

  EpochLog log(run, job.training.epochs, training.images(), progress);
  const TrainingResult result = train(model, training, test, loss, job.training,
                                      make_generator(seed, Purpose::kShuffle), log.listener());
  log.finish();
  const double test_loss = evaluate(model, test, loss);

  write_checkpoints(run / "checkpoints", model, result);
  write_file(run / "loss.png", draw_losses(result.epochs, result.best_epoch, job.training.loss));
  write_file(run / "reconstructions.png",
             draw_reconstructions(model, data.test, scale, choice.device,
                                  make_generator(seed, Purpose::kPictures)));
  const ordered_json summary = summarize(result, test_loss, seconds_since(start));
  write_file(run / "encoder.pt", export_encoder(model, describe(job, model, scale, summary)));
  write_file(run / "summary.json", summary.dump(2) + "\n");
  return {
      run, summary,
      job.training.loss == LossKind::kBinaryCrossEntropy ? "cross-entropy" : "mean squared error"};
}

}  // namespace codegrid
