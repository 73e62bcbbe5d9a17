#include "job/student_job.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/folder.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/export.hpp"
#include "job/epoch_log.hpp"
#include "job/named_groups.hpp"
#include "job/newest_checkpoint.hpp"
#include "job/refinement_check.hpp"
#include "job/training_listener.hpp"
#include "job/training_report.hpp"
#include "refine/student_keys.hpp"
#include "tensor/memory.hpp"
#include "tensor/npy.hpp"
#include "train/checkpoint.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

void go_on(Trainer& trainer, Checkpoints& checkpoints, Progress& progress) {
  const Checkpoints::Found found = newest_whole(checkpoints, progress);
  trainer.restore(found.state);
  progress.say(fmt::format(
      "the student goes on after {}{}", counted(found.state.epochs.size(), "epoch", "epochs"),
      found.state.batch == 0 ? "" : " and " + counted(found.state.batch, "batch", "batches")));
}

// To the end, or throws Stopped.
TrainingResult train_to_the_end(StudentTraining& training, const StudentRequest& request,
                                Progress& progress) {
  const fs::path folder = request.folder / run_files::kCheckpoints;
  make_folders(folder);
  remove_leftovers(request.folder);
  remove_leftovers(folder);
  Checkpoints checkpoints(folder, epoch_files(request.folder));
  Trainer& trainer = training.trainer();
  if (has_checkpoint(folder)) go_on(trainer, checkpoints, progress);
  const TrainingOptions& options = request.options.training;
  EpochLog log(request.folder, trainer.state().epochs, options.epochs, training.images(), progress);
  TrainingListener listener = listen_in_run(log, checkpoints, options.checkpoint_minutes);
  if (request.on_checkpoint) {
    listener.on_checkpoint = [write = listener.on_checkpoint, &request](const TrainingState& at) {
      write(at);
      request.on_checkpoint();
    };
  }
  TrainingResult result = training.run(listener);
  log.finish();
  if (interrupted_by() == 0) return result;
  throw Stopped(interruption(fmt::format(" after {} of {} of a student, with everything saved",
                                         with_commas(result.epochs.size()),
                                         counted(options.epochs, "epoch", "epochs"))),
                request.run);
}

EncoderMetadata described(const StudentRequest& request, StudentTraining& training,
                          const TrainingResult& result) {
  EncoderMetadata metadata = request.metadata;
  metadata.code_size = feature_width(training.model()->architecture());
  metadata.groups = request.options.k;
  const EpochRecord& last = result.epochs.back();
  metadata.losses = {"cross_entropy", last.train_loss, last.val_loss,
                     std::numeric_limits<double>::quiet_NaN()};
  return metadata;
}

void write_outcome(StudentTraining& training, const EncoderMetadata& metadata,
                   const StudentRequest& request, const JobContext& context) {
  const std::string name = (request.folder / run_files::kEncoder).string();
  const auto file_of_model = [&] {
    return EncoderFile::of_bytes(name, export_encoder(training.model(), metadata));
  };
  const EncoderFile unordered = file_of_model();
  const at::Tensor features =
      codes_by(unordered, request.lesson.images, request.folder, context, "features");
  renumber_groups(training.model(), order_by_size(groups_by(unordered, features), metadata.groups));
  const EncoderFile ordered = file_of_model();  // it gives the same features
  write_file(request.folder / refinement_files::kGroups, encode_npy(groups_by(ordered, features)));
  write_file(request.folder / run_files::kEncoder, ordered.bytes());
}

}  // namespace

void train_student(const StudentRequest& request, const JobContext& context) {
  std::error_code ignored;
  if (fs::exists(request.folder / run_files::kEncoder, ignored)) return;
  keep_freed_blocks();  // autograd takes blocks anew in each step
  const Lesson& lesson = request.lesson;
  const TrainingMemory memory = student_memory(request.options, context, lesson.points.numel(),
                                               lesson.images.sizes().slice(1).vec());
  StudentTraining training = explained(memory, with_keys_of_student, [&] {
    return StudentTraining(lesson, request.options, request.augmentation, request.seed,
                           context.device());
  });
  const TrainingResult result = explained(memory, with_keys_of_student, [&] {
    return train_to_the_end(training, request, context.progress());
  });
  give_back_large_blocks();
  const EncoderMetadata metadata = described(request, training, result);
  write_outcome(training, metadata, request, context);
}

}  // namespace codegrid
