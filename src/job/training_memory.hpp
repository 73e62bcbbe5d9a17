#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/memory_limit.hpp"
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
                 std::int64_t images, bool whole_batches);

  /// Bytes of the weights with what goes with them; of a batch on its way through the layers.
  double weight_bytes() const { return weights().bytes; }
  double batch_bytes() const { return batch().bytes; }

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
    double largest_bytes;
    std::string to_lower;
  };

  Part weights() const;
  Part batch() const;
  std::string described(const Part& part) const;
  std::string out_of(const std::string& report) const;
  std::string asked_for(double bytes) const;
  [[noreturn]] void rethrow_explained() const;

  std::vector<LayerSize> layers_;
  ModelKind kind_;
  TrainingOptions options_;
  std::int64_t batch_size_;
  double pixels_;
  bool whole_batches_;
};

}  // namespace codegrid
