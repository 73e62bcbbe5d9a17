#include "job/train_in_run.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "config/run_files.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/export.hpp"
#include "job/epoch_log.hpp"
#include "job/picture_files.hpp"
#include "job/training_pictures.hpp"
#include "job/versions.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

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

void write_loss_chart(PictureFiles& pictures, const TrainingResult& result, LossKind loss) {
  pictures.write(run_files::kLossChart,
                 [&] { return draw_losses(result.epochs, result.best_epoch, loss); });
}

void write_reconstructions(PictureFiles& pictures, const JobContext& context, PreparedTraining& p) {
  pictures.write(run_files::kReconstructions, [&] {
    return draw_reconstructions(p.model, p.test_images(), p.test_name(), p.scale, context.device(),
                                context.generator(Purpose::kPictures));
  });
}

// Ends what can be gone on with later. What there is to see of the epochs so far is written.
[[noreturn]] void stop(const fs::path& run, PictureFiles& pictures, const JobConfig& job,
                       const TrainingResult& result) {
  if (!result.epochs.empty()) write_loss_chart(pictures, result, job.training.loss);
  throw Stopped(
      interruption(fmt::format(" after {} of {}, with everything saved", result.epochs.size(),
                               number_of(job.training.epochs, "epoch", "epochs"))),
      run);
}

EncoderMetadata describe(const JobConfig& job, const PreparedTraining& prepared,
                         const TrainingSummary& summary) {
  EncoderMetadata metadata;
  metadata.input_shape = prepared.model->image_shape();
  metadata.scale = prepared.scale;
  metadata.code_size = job.model.code;
  metadata.config = portable_job_json(job);
  // In the config's words.
  metadata.dataset = metadata.config.at("data").at("dataset").get<std::string>();
  metadata.losses = {metadata.config.at("training").at("loss").get<std::string>(),
                     summary.train_loss, summary.val_loss, summary.test_loss};
  metadata.versions = versions();
  return metadata;
}

double seconds_of(const TrainingState& state) {
  double seconds = state.seconds;
  for (const EpochRecord& epoch : state.epochs) seconds += epoch.seconds;
  return seconds;
}

std::string loss_name(LossKind loss) {
  return loss == LossKind::kBinaryCrossEntropy ? "cross-entropy" : "mean squared error";
}

}  // namespace

TrainingReport train_in_run(const fs::path& run, const JobContext& context, PreparedTraining& p,
                            Checkpoints& checkpoints, const Stopwatch& watch) {
  const JobConfig& job = context.job();
  const TrainingState before = p.trainer.state();
  EpochLog log(run, before.epochs, job.training.epochs, p.training.images(), context.progress());
  const TrainingResult result =
      p.trainer.run(listen(log, checkpoints, job.training.checkpoint_minutes));
  log.finish();
  PictureFiles pictures(run, context.progress(), UnwrittenPicture::kIsAnError);
  if (interrupted_by() != 0) stop(run, pictures, job, result);

  write_loss_chart(pictures, result, job.training.loss);
  write_reconstructions(pictures, context, p);
  const double seconds = watch.seconds() + seconds_of(before);
  TrainingSummary summary = summarize(result, p.test_loss(context), seconds);
  const std::string encoder = export_encoder(p.model, describe(job, p, summary));
  write_file(run / run_files::kEncoder, encoder);
  summary.encoder_sha256 = sha256_hex(encoder);
  write_file(run / run_files::kSummary, summary_json(summary).dump(2) + "\n");
  return {run, summary, loss_name(job.training.loss), p.test_name(), pictures.missing()};
}

}  // namespace codegrid
