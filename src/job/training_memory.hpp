#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/memory_limit.hpp"
#include "data/augmentation_options.hpp"
#include "model/layer_sizes.hpp"
#include "model/options.hpp"
#include "train/options.hpp"

namespace codegrid {

/// What a training takes of memory, told by its layers before any of them is made. Each figure is
/// less than what is really taken: who has not so much cannot train.
class TrainingMemory {
 public:
  ///   images: in an epoch; whole_batches: whether a batch goes through the layers in one piece,
  ///   with what each gives kept for the way back (AutogradEngine), or in parts (DenseEngine).
  TrainingMemory(const Architecture& architecture, ModelKind kind, const TrainingOptions& options,
                 std::int64_t images, bool whole_batches,
                 const AugmentationSettings& augmentation = {});

  /// Bytes of the weights with what goes with them; of a batch on its way through the layers; of a
  /// batch while it is augmented; of its views' cosines where an objective compares those.
  double weight_bytes() const { return weights().bytes; }
  double batch_bytes() const { return batch().bytes; }
  double augmentation_bytes() const { return augmentation().bytes; }
  double cosine_bytes() const { return cosines().bytes; }

  /// Throws Error(kFailed) saying what takes how much, and what to lower, where `limit` is less.
  void require_within(const MemoryLimit& limit) const;

  /// What `work` returns. Where it finds no more memory, throws Error(kFailed) saying how much was
  /// asked for, for which layer, and what to lower.
  template <class Work>
  auto explain(const Work& work) const -> decltype(work()) {
    try {
      return work();
    } catch (...) {
      rethrow_explained();
    }
  }

 private:
  struct Part {
    bool of_batch;
    const char* what;
    double bytes;
    std::size_t largest_layer;
    double largest_bytes;  ///< Of that layer; 0: no layer takes more than another.
    std::string to_lower;
  };

  Part weights() const;
  Part batch() const;
  Part augmentation() const;
  Part cosines() const;
  double bytes_of_cosines() const;
  double images_through(const LayerSize& layer) const;
  double numbers_of(const LayerSize& layer) const;
  std::string keys_of_size() const;
  std::string batch_name() const;
  std::string described(const Part& part) const;
  std::string out_of(const std::string& report) const;
  std::string asked_for(double bytes) const;
  [[noreturn]] void rethrow_explained() const;

  std::vector<LayerSize> layers_;
  ModelKind kind_;
  TrainingOptions options_;
  std::int64_t batch_size_;
  std::int64_t views_;  // of each image in a step
  Shape image_shape_;
  bool whole_batches_;
  AugmentationSettings augmentation_;
};

}  // namespace codegrid
