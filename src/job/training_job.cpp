#include "job/training_job.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <memory>
#include <utility>

#include "config/resumed_job.hpp"
#include "config/run_folder.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/interrupt.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "data/load.hpp"
#include "encoder/export.hpp"
#include "job/environment.hpp"
#include "job/epoch_log.hpp"
#include "job/resume.hpp"
#include "job/training_pictures.hpp"
#include "job/versions.hpp"
#include "model/summary.hpp"
#include "tensor/device.hpp"
#include "tensor/memory.hpp"
#include "tensor/random.hpp"
#include "tensor/threads.hpp"
#include "train/checkpoint.hpp"
#include "train/precision.hpp"
#include "train/trainer.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

Autoencoder on_device(Autoencoder model, at::Device device) {
  model->to(device);
  return model;
}

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

// A job with everything made that its training needs.
struct Prepared {
  Prepared(const JobConfig& written, Progress& progress);

  JobConfig job;
  at::Device device;
  std::uint64_t seed;
  Splits data;
  PixelScale scale;
  Batches training;
  Batches test;
  Autoencoder model;
  ReconstructionLoss loss;
  Trainer trainer;
};

at::Device choose(const JobConfig& job, Progress& progress) {
  use_threads(job.threads);
  give_back_large_blocks();
  const DeviceChoice choice = choose_device(job.device);
  if (!choice.note.empty()) progress.say(choice.note);
  require_precision(job.training.precision, choice.device);
  return choice.device;
}

Prepared::Prepared(const JobConfig& written, Progress& progress)
    : job(written),
      device(choose(written, progress)),
      seed(static_cast<std::uint64_t>(job.seed)),
      data(load_splits(job.data, seed)),
      scale(measure_scale(data.train, job.data.scale)),
      training(data.train, scale, job.training.batch_size, device),
      test(data.test, scale, job.training.batch_size, device),
      model(on_device(
          Autoencoder(data.train.shape(), job.model, make_generator(seed, Purpose::kWeights),
                      make_generator(seed, Purpose::kDropout)),
          device)),
      loss(job.training.loss, job.model.output),
      trainer(model, training, test, loss, job.training, make_generator(seed, Purpose::kShuffle)) {
  job.device = device.str();
  progress.say(fmt::format("{}: {} training images, {} test images, on {}", job.name,
                           with_commas(data.train.size()), with_commas(data.test.size()),
                           device.str()));
  progress.say(fmt::format("\n{}\n", summary(model)));
}

TrainingListener listen(EpochLog& log, Checkpoints& checkpoints, double minutes) {
  auto last = std::make_shared<Stopwatch>();
  return {[&log, last, minutes](std::int64_t epoch, std::int64_t seen) {
            log.show(epoch, seen);
            if (interrupted_by() != 0) return BatchAction::kStop;
            return last->seconds() < 60 * minutes ? BatchAction::kContinue
                                                  : BatchAction::kCheckpoint;
          },
          [&log](const EpochRecord& record) { log.add(record); },
          [&checkpoints, last](const TrainingState& state) {
            checkpoints.write(state);
            *last = Stopwatch();
          }};
}

// Ends what can be gone on with later. What there is to see of the epochs so far is written.
[[noreturn]] void stop(const fs::path& run, const JobConfig& job, const TrainingResult& result) {
  if (!result.epochs.empty())
    write_file(run / "loss.png", draw_losses(result.epochs, result.best_epoch, job.training.loss));
  throw Stopped(interruption(fmt::format(" after {} of {} epochs, with everything saved",
                                         result.epochs.size(), job.training.epochs)),
                run);
}

// Trains to the end and writes what a finished run has; summary.json comes last.
TrainingReport train_in(const fs::path& run, Prepared& p, Checkpoints& checkpoints,
                        const Stopwatch& watch, Progress& progress) {
  const TrainingState before = p.trainer.state();
  EpochLog log(run, before.epochs, p.job.training.epochs, p.training.images(), progress);
  const TrainingResult result =
      p.trainer.run(listen(log, checkpoints, p.job.training.checkpoint_minutes));
  log.finish();
  if (interrupted_by() != 0) stop(run, p.job, result);

  write_file(run / "loss.png", draw_losses(result.epochs, result.best_epoch, p.job.training.loss));
  write_file(run / "reconstructions.png",
             draw_reconstructions(p.model, p.data.test, p.scale, p.device,
                                  make_generator(p.seed, Purpose::kPictures)));
  double seconds = watch.seconds() + before.seconds;
  for (const EpochRecord& epoch : before.epochs) seconds += epoch.seconds;
  // The test loss is that of the weights as the encoder carries them: in float32, whatever the
  // training's precision.
  ordered_json summary = summarize(result, evaluate(p.model, p.test, p.loss), seconds);
  const std::string encoder = export_encoder(p.model, describe(p.job, p.model, p.scale, summary));
  write_file(run / "encoder.pt", encoder);
  summary["encoder_sha256"] = sha256_hex(encoder);
  write_file(run / "summary.json", summary.dump(2) + "\n");
  return {run, summary,
          p.job.training.loss == LossKind::kBinaryCrossEntropy ? "cross-entropy"
                                                               : "mean squared error"};
}

}  // namespace

TrainingReport run_training(const JobConfig& job, const fs::path& runs, Progress& progress) {
  const Stopwatch watch;
  Prepared prepared(job, progress);
  const std::string config = job_json(prepared.job).dump(2) + "\n";
  const std::string environment =
      environment_json(prepared.device, job.seed, prepared.data.sources, config).dump(2) + "\n";

  const fs::path run = make_run_folder(runs, job.name);
  const FolderLock lock(run);
  make_folders(run / "checkpoints");
  write_file(run / "config.json", config);
  write_file(run / "environment.json", environment);
  Checkpoints checkpoints(run / "checkpoints");
  checkpoints.write(prepared.trainer.state());  // from here on, the run can go on
  return train_in(run, prepared, checkpoints, watch, progress);
}

TrainingReport resume_training(const fs::path& given, const std::vector<std::string>& assignments,
                               Progress& progress) {
  const Stopwatch watch;
  const fs::path run = resolve_run_folder(given);
  const FolderLock lock(run);
  const JobConfig job = job_to_resume(run, assignments);
  Checkpoints checkpoints(run / "checkpoints");
  const Checkpoints::Found found = checkpoints.newest();
  for (const std::string& reason : found.damaged)
    progress.say(fmt::format("warning: {}; going on from {}", reason, found.name));

  Prepared prepared(job, progress);
  require_same_data(run, prepared.data.sources);
  prepared.trainer.restore(found.state);
  const auto epoch = static_cast<std::int64_t>(found.state.epochs.size());
  if (fs::exists(run / "summary.json") && prepared.trainer.finished()) {
    throw usage_error(
        fmt::format("{}: finished after {}; nothing to go on with. {}", run.string(),
                    counted(epoch, "epoch", "epochs"),
                    prepared.trainer.stopped_early()
                        ? "Early stopping ended it; to train longer, start a new run with a larger "
                          "training.early_stopping.patience, or with its monitor \"none\""
                        : "To train longer: --set training.epochs=N with a larger N"));
  }

  const std::int64_t begun = epoch + (found.state.batch > 0 ? 1 : 0);
  if (job.training.epochs < begun) {
    throw usage_error(fmt::format(
        "{}: is in epoch {} already; to go on, training.epochs must be {} or more, found {}",
        run.string(), begun, begun, job.training.epochs));
  }

  remove_leftovers(run);
  remove_leftovers(run / "checkpoints");
  if (fs::exists(run / "clusters"))
    progress.say("note: its clusters are of the encoder so far; cluster again after this");
  remove_file(run / "summary.json");  // it says that the run is whole
  const std::string config = job_json(prepared.job).dump(2) + "\n";
  record_resumption(run, prepared.device, config, epoch, found.state.batch, progress);
  write_file(run / "config.json", config);
  progress.say(fmt::format(
      "going on after {}{}", counted(epoch, "epoch", "epochs"),
      found.state.batch == 0 ? "" : " and " + counted(found.state.batch, "batch", "batches")));
  return train_in(run, prepared, checkpoints, watch, progress);
}

}  // namespace codegrid
