#pragma once

#include <cstdint>

#include "model/autoencoder.hpp"
#include "train/weights.hpp"

namespace codegrid {

/// The exponential moving average of a model's weights, buffers included (Polyak and Juditsky 1992;
/// Tarvainen and Valpola 2017): steadier than those of any one step. The decay rises with the steps
/// as min(`most`, (1 + t) / (10 + t)), so that the first weights are soon forgotten.
class WeightAverage {
 public:
  /// Begins as the weights of `model`. most: in [0, 1).
  WeightAverage(const Autoencoder& model, double most);

  /// Takes in the weights after step `step`, 0, 1, ...
  void add(const Autoencoder& model, std::int64_t step);

  /// In the order of named_weights; its own tensors, alive.
  const Weights& weights() const { return weights_; }

 private:
  double most_;
  Weights weights_;
};

/// Gives a model other weights, and its own ones back at the end.
class BorrowedWeights {
 public:
  BorrowedWeights(Autoencoder& model, const Weights& weights)
      : model_(model), own_(copy_weights(model)) {
    set_weights(model, weights);
  }
  ~BorrowedWeights() { set_weights(model_, own_); }
  BorrowedWeights(const BorrowedWeights&) = delete;
  BorrowedWeights& operator=(const BorrowedWeights&) = delete;

 private:
  Autoencoder& model_;
  Weights own_;
};

}  // namespace codegrid
