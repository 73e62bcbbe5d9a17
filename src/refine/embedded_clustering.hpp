#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "refine/options.hpp"
#include "train/loss.hpp"
#include "train/optimizer.hpp"
#include "train/state.hpp"

namespace codegrid {

/// Who wants to hear how it goes. Each may be empty.
struct EmbeddingListener {
  /// Asked after each step and between two batches of an update: whether to stop there.
  ///   images: of this interval that were seen.
  std::function<bool(std::int64_t update, std::int64_t images)> wants_stop{};
  std::function<void(const EpochRecord&)> on_update{};
  /// After the on_update of each. The state is the live one: write or copy it before returning.
  std::function<void(const TrainingState&)> on_checkpoint{};
};

/// Deep embedded clustering (Xie, Girshick and Farhadi 2016), and with a decoder the improved one
/// (Guo, Gao, Liu and Yin 2017): moves an encoder and k centroids of its codes so that the codes'
/// soft assignments (see log_soft_assignments) come nearer to what is sure in them (see
/// target_distribution), which is drawn up anew after every `update_interval` steps. The loss is
/// the mean KL(p || q) of a batch; with a decoder, the reconstruction's mean loss over pixels +
/// gamma times that. It ends where fewer labels than `tolerance` changed in an interval.
/// Layers work as in use: running means of batch norm stay, and nothing is dropped out.
/// The same arguments and thread count give the same bits.
class EmbeddedClustering {
 public:
  /// The model and the images stay the caller's, and must outlive it.
  ///   model: trained; with a decoder, that reconstructs too, by `loss`.
  ///   centroids: [k, D] float32 on the CPU, of its codes. images: in their order; their batches
  ///   are those of the updates. steps: the same images, in batches of a step.
  ///   shuffle: draws the order of the images.
  EmbeddedClustering(Autoencoder& model, const at::Tensor& centroids, const Batches& images,
                     Batches& steps, const EmbeddingOptions& options,
                     const std::optional<ReconstructionLoss>& loss, at::Generator shuffle);

  /// Goes on from `state`, which one of the same arguments gave after an update. Throws
  /// Error(kBadData), and has changed nothing, where it does not fit them.
  void restore(const TrainingState& state);

  /// To the end, or until the listener wants to stop: then what was done since the last checkpoint
  /// is lost. Throws Error(kFailed) when a loss or a weight is not finite.
  /// Returns whether it came to the end.
  bool run(const EmbeddingListener& listener);

  /// An interval each; the loss of `steps`, and the divergence of all images after them.
  const std::vector<EpochRecord>& updates() const { return state_.epochs; }
  /// Whether few labels changed in the last interval.
  bool converged() const;
  /// [k, D] float32 on the model's device.
  const at::Tensor& centroids() const { return centroids_; }

 private:
  using Range = std::pair<std::int64_t, std::int64_t>;

  std::optional<at::Tensor> assign_all(const EmbeddingListener& listener);
  bool train_interval(const at::Tensor& targets, const EmbeddingListener& listener);
  void train_batch(const Range& range, const at::Tensor& targets);
  void end_interval(const at::Tensor& divergence, const at::Tensor& changed, double seconds);
  at::Tensor batch_of(const Batches& batches, const Range& range);
  bool wants_stop(const EmbeddingListener& listener) const;
  const TrainingState& state();

  Autoencoder& model_;
  at::Tensor centroids_;
  const Batches& images_;
  Batches& steps_;
  EmbeddingOptions options_;
  std::optional<ReconstructionLoss> loss_;
  at::Generator shuffle_;
  NamedParameters parameters_;
  std::unique_ptr<Optimizer> optimizer_;
  TrainingState state_;
  at::Tensor changed_;  // [] float64: share of the labels, in the last interval; 1 before the first
  at::Tensor loss_sum_;    // of the interval's images
  std::int64_t seen_ = 0;  // so many
  at::Tensor room_;        // [batch, C*H*W] float32, kept for the next batch
};

}  // namespace codegrid
