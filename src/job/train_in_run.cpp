#include "job/train_in_run.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/run_files.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/export.hpp"
#include "job/code_pictures.hpp"
#include "job/constant_codes.hpp"
#include "job/epoch_log.hpp"
#include "job/image_settings.hpp"
#include "job/loss_words.hpp"
#include "job/picture_files.hpp"
#include "job/shown_image.hpp"
#include "job/training_listener.hpp"
#include "job/training_pictures.hpp"
#include "job/versions.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

void write_loss_chart(PictureFiles& pictures, const TrainingResult& result,
                      const TrainingOptions& training) {
  pictures.write(run_files::kLossChart,
                 [&] { return draw_losses(result.epochs, loss_words(training).axis); });
}

Tone tone_of_images(const JobContext& context, const PreparedTraining& p) {
  const DataOptions& data = context.job().data;
  return tone_of(data.dataset, image_settings(data, p.model->image_shape()));
}

// What training is about to see, where it is not the images as they are.
void write_augmentations(PictureFiles& pictures, const JobContext& context,
                         const PreparedTraining& p) {
  if (!p.augmentation.changes_anything()) return;
  pictures.write(run_files::kAugmentations, [&] {
    return draw_augmentations(p.augmentation, p.data.train, p.scale, tone_of_images(context, p),
                              context.generator(Purpose::kPictures));
  });
}

void write_reconstructions(PictureFiles& pictures, const JobContext& context, PreparedTraining& p) {
  if (!p.model->has_decoder()) return;  // the user has been told
  pictures.write(run_files::kReconstructions, [&] {
    return draw_reconstructions(
        p.model, {p.test_images(), p.test_name(), p.scale, tone_of_images(context, p)},
        context.device(), context.generator(Purpose::kPictures));
  });
}

// What the decoder of a variational model makes of codes that are no image's.
void write_code_pictures(PictureFiles& pictures, const JobContext& context, PreparedTraining& p) {
  if (!p.model->is_variational()) return;
  const Tone tone = tone_of_images(context, p);
  pictures.write(run_files::kSamples, [&] {
    return draw_samples(p.model, tone, context.device(), context.generator(Purpose::kPictures));
  });
  if (p.test_images().size() < 2) {
    context.progress().say(fmt::format(
        "note: an interpolation is between two images, and there is one {} image: there will be no "
        "{}",
        p.test_name(), run_files::kInterpolations));
    return;
  }
  pictures.write(run_files::kInterpolations, [&] {
    return draw_interpolations(p.model, {p.test_images(), p.test_name(), p.scale, tone},
                               context.device(), context.generator(Purpose::kPictures));
  });
}

// Ends, where the program was asked to stop, what can be gone on with later. What there is to see
// of the epochs so far is written.
void stop_if_asked(const fs::path& run, PictureFiles& pictures, const JobConfig& job,
                   const TrainingResult& result) {
  if (interrupted_by() == 0) return;
  if (!result.epochs.empty()) write_loss_chart(pictures, result, job.training);
  throw Stopped(interruption(fmt::format(" after {} of {}, with everything saved",
                                         with_commas(result.epochs.size()),
                                         counted(job.training.epochs, "epoch", "epochs"))),
                run);
}

// How many values of the code are alike for every image; all of them are worth a warning.
std::int64_t count_constant_values(const JobContext& context, PreparedTraining& p) {
  const JobConfig& job = context.job();
  const ConstantCodes codes =
      constant_codes(p.model, p.test_images(), p.scale, job.training.batch_size, context.device(),
                     context.generator(Purpose::kPictures));
  const std::string warning = warning_of(codes, job.model);
  if (!warning.empty()) context.progress().say(warning);
  return codes.constant;
}

void warn_of_collapse(const JobContext& context, const MeanLoss& test) {
  if (!test.parts) return;
  const std::string warning = warning_of(*test.parts, context.job().training.objective);
  if (!warning.empty()) context.progress().say(warning);
}

EncoderMetadata describe(const JobConfig& job, const PreparedTraining& prepared,
                         const TrainingSummary& summary) {
  EncoderMetadata metadata;
  metadata.input_shape = prepared.model->image_shape();
  metadata.image = image_settings(job.data, metadata.input_shape);
  metadata.scale = prepared.scale;
  metadata.code_size = job.model.code;
  metadata.config = portable_job_json(job);
  // In the config's words.
  metadata.dataset = metadata.config.at("data").at("dataset").get<std::string>();
  metadata.losses = {loss_words(job.training).kind, summary.train_loss, summary.val_loss,
                     summary.test_loss};
  metadata.versions = versions();
  return metadata;
}

double seconds_of(const TrainingState& state) {
  double seconds = state.seconds;
  for (const EpochRecord& epoch : state.epochs) seconds += epoch.seconds;
  return seconds;
}

TrainingReport train_to_the_end(const fs::path& run, const JobContext& context, PreparedTraining& p,
                                Checkpoints& checkpoints, const Stopwatch& watch) {
  const JobConfig& job = context.job();
  const double seconds_before = seconds_of(p.trainer.state());
  const LossColumns columns =
      job.training.objective.is_variational() ? LossColumns::kParts : LossColumns::kTotal;
  EpochLog log(run, p.trainer.state().epochs, job.training.epochs, p.training.images(),
               context.progress(), columns);
  PictureFiles pictures(run, context.progress(), UnwrittenPicture::kIsAnError);
  write_augmentations(pictures, context, p);
  const TrainingResult result =
      p.trainer.run(listen_in_run(log, checkpoints, job.training.checkpoint_minutes));
  log.finish();
  // Here and below: the last checkpoint has all that the rest is made of.
  stop_if_asked(run, pictures, job, result);

  write_loss_chart(pictures, result, job.training);
  write_reconstructions(pictures, context, p);
  write_code_pictures(pictures, context, p);
  stop_if_asked(run, pictures, job, result);
  const std::optional<MeanLoss> test_loss = p.test_loss(context);
  stop_if_asked(run, pictures, job, result);
  const double seconds = watch.seconds() + seconds_before;
  TrainingSummary summary = summarize(result, test_loss.value(), seconds);
  summary.skipped = static_cast<std::int64_t>(p.data.skipped.size());
  summary.constant_values = count_constant_values(context, p);
  warn_of_collapse(context, *test_loss);
  const std::string encoder = export_encoder(p.model, describe(job, p, summary));
  write_file(run / run_files::kEncoder, encoder);
  summary.encoder_sha256 = sha256_hex(encoder);
  write_file(run / run_files::kSummary, summary_json(summary).dump(2) + "\n");
  return {run, summary, loss_words(job.training).name, p.test_name(), pictures.missing()};
}

}  // namespace

TrainingReport train_in_run(const fs::path& run, const JobContext& context,
                            PreparedTraining& prepared, Checkpoints& checkpoints,
                            const Stopwatch& watch) {
  return prepared.memory.explain(
      [&] { return train_to_the_end(run, context, prepared, checkpoints, watch); });
}

}  // namespace codegrid
