#include "job/embedded_clustering_job.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <torch/torch.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/measures/contingency.hpp"
#include "config/encoder_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/interrupt.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/export.hpp"
#include "job/epoch_log.hpp"
#include "job/named_groups.hpp"
#include "job/newest_checkpoint.hpp"
#include "job/refinement_check.hpp"
#include "job/refinement_record.hpp"
#include "job/training_report.hpp"
#include "job/versions.hpp"
#include "model/families.hpp"
#include "refine/embedded_clustering.hpp"
#include "refine/student_keys.hpp"
#include "tensor/memory.hpp"
#include "tensor/npy.hpp"
#include "train/checkpoint.hpp"
#include "train/weights.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::int64_t kStartsOfKMeans = 20;     // as in both papers
constexpr std::int64_t kImagesOfAnUpdate = 512;  // that are encoded together

// Whether training stopped with the weights of a better epoch than the last.
bool ends_with_best(const TrainingState& state, const TrainingOptions& options,
                    const std::string& name) {
  return options.early_stopping.restore_best && state.tensors.contains("best." + name);
}

// An older checkpoint is of another encoder than the training ended with.
void require_last(const Checkpoints::Found& found, const fs::path& folder) {
  const std::optional<FinishedRun> finished = finished_run(folder);
  const std::size_t epochs = found.state.epochs.size();
  if (finished && std::cmp_equal(epochs, finished->epochs) && found.state.batch == 0) return;
  std::string message = fmt::format(
      "{}: its newest whole checkpoint is {}, but training ended after {}; bring the last one "
      "back, "
      "or remove {}, to have the encoder trained again",
      printable((folder / run_files::kCheckpoints).string()), found.name,
      counted(finished.value_or(FinishedRun{}).epochs, "epoch", "epochs"),
      printable(folder.string()));
  for (const std::string& reason : found.damaged) message += "\n  " + reason;
  throw data_error(message);
}

class EmbeddedRefinement {
 public:
  EmbeddedRefinement(const RefinementRequest& request, const JobContext& context)
      : request_(request),
        context_(context),
        options_(request.options.embedding()),
        with_decoder_(request.options.kind == RefinementKind::kIdec),
        seed_(draw_seed(context.generator(Purpose::kRefinement))),
        folder_(request.run / run_files::kRefinement),
        file_(EncoderFile::read(request.encoders.at(0))),
        model_(trained_autoencoder(request.encoders.at(0).parent_path(),
                                   encoder_job(context.job(), 0), shape(), with_decoder_)),
        images_(request.images, file_.metadata().scale, kImagesOfAnUpdate, context.device()),
        steps_(request.images, file_.metadata().scale, options_.batch_size, context.device()) {
    model_->to(context.device());
  }

  RefinementReport run() {
    const fs::path checkpoint_folder = folder_ / run_files::kCheckpoints;
    make_folders(checkpoint_folder);
    remove_leftovers(folder_);
    remove_leftovers(checkpoint_folder);
    record_.begin(folder_ / refinement_files::kRecord, input());
    Checkpoints checkpoints(checkpoint_folder, epoch_files(folder_));
    std::optional<Checkpoints::Found> found;
    if (has_checkpoint(checkpoint_folder)) found = newest_whole(checkpoints, context_.progress());
    EmbeddedClustering clustering(model_, found ? at::zeros({k(), code_size()}) : centroids(),
                                  images_, steps_, options_, loss(),
                                  make_generator(seed_, Purpose::kShuffle));
    if (found) go_on(clustering, *found);
    train(clustering, checkpoints);
    return finish(clustering);
  }

 private:
  Shape shape() const { return request_.images.sizes().slice(1).vec(); }
  std::int64_t k() const { return request_.options.k; }
  std::int64_t code_size() const { return file_.metadata().code_size; }
  void say(const std::string& line) const { context_.progress().say(line); }

  RefinementInput input() const {
    return {{file_.sha256()}, request_.images.sizes().vec(), context_.job().seed, request_.options};
  }

  std::optional<ReconstructionLoss> loss() const {
    if (!with_decoder_) return std::nullopt;
    const JobConfig alone = encoder_job(context_.job(), 0);
    return ReconstructionLoss(alone.training.loss, alone.model.output);
  }

  // Of k-means on the codes.
  at::Tensor centroids() const {
    const at::Tensor codes = codes_by(file_, request_.images, folder_, context_, "codes");
    context_.progress().update("k-means of the codes");
    KMeansOptions options;
    options.k = k();
    options.n_init = kStartsOfKMeans;
    try {
      return kmeans(codes.to(context_.device()), options, make_generator(seed_, Purpose::kKMeans),
                    "refinement")
          .centroids;
    } catch (const Error& error) {
      if (interrupted_by() != 0) throw;
      throw with_keys_of_embedding(error);
    }
  }

  void go_on(EmbeddedClustering& clustering, const Checkpoints::Found& found) const {
    clustering.restore(found.state);
    say(fmt::format("the refinement goes on after {}",
                    counted(found.state.epochs.size(), "update", "updates")));
  }

  // To the end, or throws.
  void train(EmbeddedClustering& clustering, Checkpoints& checkpoints) {
    const std::int64_t images = options_.update_interval * options_.batch_size;
    EpochLog log(folder_, clustering.updates(), options_.updates, images, context_.progress());
    EmbeddingListener listener;
    listener.wants_stop = [&](std::int64_t update, std::int64_t seen) {
      log.show(update, seen);
      return interrupted_by() != 0;
    };
    listener.on_update = [&](const EpochRecord& record) { log.add(record); };
    listener.on_checkpoint = [&](const TrainingState& state) {
      log.flush_rows();
      checkpoints.write(state);
      record_.save_seconds();
    };
    keep_freed_blocks();  // autograd takes blocks anew in each step
    const bool ended =
        explained(embedding_memory(request_.options, context_, request_.images.size(0), shape()),
                  with_keys_of_embedding, [&] { return clustering.run(listener); });
    log.finish();
    give_back_large_blocks();
    if (ended) return;
    throw Stopped(interruption(fmt::format(" in the refinement, after {} of {}, each saved",
                                           with_commas(clustering.updates().size()),
                                           counted(options_.updates, "update", "updates"))),
                  request_.run);
  }

  EncoderMetadata described(const EmbeddedClustering& clustering) const {
    EncoderMetadata metadata = file_.metadata();
    metadata.groups = k();
    metadata.config = portable_job_json(context_.job());
    metadata.versions = versions();
    const EpochRecord& last = clustering.updates().back();
    metadata.losses = {with_decoder_ ? "idec" : "dec", last.train_loss, last.val_loss,
                       std::numeric_limits<double>::quiet_NaN()};
    return metadata;
  }

  void warn_of_empty_groups(const at::Tensor& groups) const {
    const auto empty = cluster_sizes(groups, k()).eq(0).sum().item<std::int64_t>();
    if (empty == 0) return;
    say(
        fmt::format("warning: {} of {} groups have lost all their images; try a smaller "
                    "refinement.optimizer.learning_rate or refinement.k",
                    with_commas(empty), with_commas(k())));
  }

  RefinementReport finish(const EmbeddedClustering& clustering) {
    RefinementReport report;
    report.encoder = request_.run / run_files::kEncoder;
    const EncoderMetadata metadata = described(clustering);
    const at::Tensor centroids = clustering.centroids().detach().cpu();
    const auto file_of = [&](const at::Tensor& rows) {
      return EncoderFile::of_bytes(report.encoder.string(), export_encoder(model_, metadata, rows));
    };
    const EncoderFile unordered = file_of(centroids);
    const at::Tensor codes = codes_by(unordered, request_.images, folder_, context_, "codes");
    const at::Tensor order = at::tensor(order_by_size(groups_by(unordered, codes), k()), at::kLong);
    const EncoderFile ordered = file_of(centroids.index_select(0, order));  // of the same codes
    const at::Tensor groups = groups_by(ordered, codes);
    warn_of_empty_groups(groups);
    write_file(folder_ / refinement_files::kGroups, encode_npy(groups));
    write_file(report.encoder, ordered.bytes());
    report.encoder_sha256 = ordered.sha256();
    report.train_loss = metadata.losses.train_loss;
    report.val_loss = metadata.losses.val_loss;
    report.updates = std::ssize(clustering.updates());
    report.converged = clustering.converged();
    record_.write_updates(report.updates, report.converged, report.encoder_sha256);
    report.seconds = record_.seconds();
    return report;
  }

  const RefinementRequest& request_;
  const JobContext& context_;
  const EmbeddingOptions& options_;
  bool with_decoder_;
  std::uint64_t seed_;
  fs::path folder_;
  EncoderFile file_;
  Autoencoder model_;
  Batches images_;
  Batches steps_;
  RefinementRecord record_;
};

}  // namespace

Autoencoder trained_autoencoder(const fs::path& folder, const JobConfig& job, const Shape& shape,
                                bool with_decoder) {
  Architecture architecture = make_architecture(shape, job.model);
  if (!with_decoder || !job.training.objective.reconstructs())
    architecture = encoder_only(std::move(architecture));
  const auto seed = static_cast<std::uint64_t>(job.seed);
  Autoencoder model(architecture, make_generator(seed, Purpose::kWeights),
                    make_generator(seed, Purpose::kDropout));
  const fs::path checkpoints = folder / run_files::kCheckpoints;
  const Checkpoints::Found last = Checkpoints(checkpoints, epoch_files(folder)).newest();
  require_last(last, folder);
  const TrainingState& state = last.state;
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : named_weights(model)) {
    const std::string key =
        (ends_with_best(state, job.training, name) ? "best." : "weights.") + name;
    const auto found = state.tensors.find(key);
    if (found == state.tensors.end() || found->second.sizes() != tensor.sizes()) {
      throw data_error(
          fmt::format("{}: its newest checkpoint has no tensor \"{}\" of the model's shape; remove "
                      "{}, to have the encoder trained again",
                      printable(checkpoints.string()), key, printable(folder.string())));
    }
    tensor.copy_(found->second);
  }
  return model;
}

RefinementReport run_embedded_clustering(const RefinementRequest& request,
                                         const JobContext& context) {
  return EmbeddedRefinement(request, context).run();
}

}  // namespace codegrid
