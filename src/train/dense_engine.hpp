#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/activation.hpp"
#include "train/gradient_engine.hpp"

namespace codegrid {

/// Loss and gradients of a plain dense autoencoder, layer by layer (Rumelhart, Hinton and Williams
/// 1986): what autograd gives for it, bit for bit but for the order of sums, with no graph and no
/// tensor made anew in each step.
///
/// On the CPU each thread takes its part of a batch's rows through all layers and back, some
/// hundred at a time, so that they stay in its cache and threads meet once a step. What a batch
/// gives depends on the number of threads, not on their timing. On other devices a batch goes
/// through in one piece.
///
/// With bfloat16 the matrix products take weights, pixels, activations and errors rounded to it and
/// add up in float32; their results are rounded again. The model's weights, the loss and the sums
/// of gradients stay float32.
class DenseEngine : public GradientEngine {
 public:
  /// Whether the model is flatten, dense layers and activations only: all that this engine knows.
  static bool serves(const Autoencoder& model);

  /// `model` and `loss` must outlive it; the model's parameters are read where they lie at this
  /// moment (copy new values into them; moving the model to another device needs a new engine).
  /// TORCH_CHECK where it does not serve the model.
  DenseEngine(const Autoencoder& model, const ReconstructionLoss& loss,
              Precision precision = Precision::kFloat32);

  at::Tensor forward_backward(const StepImages& images) override;
  /// With the same bits as forward_backward.
  at::Tensor forward(const StepImages& images) override;
  const std::vector<at::Tensor>& gradients() const override { return workers_.at(0).gradients; }
  std::int64_t terms_per_image() const override { return layers_.back().bias.numel(); }

 private:
  struct DenseLayer {
    at::Tensor weight;  // [outputs, inputs], the model's own
    at::Tensor bias;    // [outputs]
    at::Tensor factor;  // the weight as the products take it; itself in float32
    at::Tensor addend;  // the bias, likewise
    const ActivationFunction* activation;
  };

  // What one thread works in: float32, but for what the products take and give.
  struct Worker {
    at::Tensor images;                  // [rows, pixels], those that are copied
    at::Tensor input;                   // what goes in, as the products take it; not in float32
    std::vector<at::Tensor> outputs;    // of each layer, [rows, outputs], as the products give them
    at::Tensor logits;                  // the last of them
    std::vector<at::Tensor> errors;     // gradient by the outputs, for all layers but the last
    std::vector<at::Tensor> products;   // a slab's gradients by the weights; none in float32
    std::vector<at::Tensor> gradients;  // by the parameters
    std::vector<at::Tensor> bias_sums;  // what a slab adds to the biases' but for the last layer
    at::Tensor loss_sum;                // [] float64
  };

  enum class Wanted { kLoss, kGradients };

  void add_layers(const LayerStack& stack);
  at::Tensor run(const StepImages& images, Wanted wanted);
  std::int64_t rows_per_worker(std::int64_t rows) const;
  void prepare(std::int64_t workers, std::int64_t rows, Wanted wanted);
  void make_buffers(Worker& worker, std::int64_t rows) const;
  void add_weight_gradient(Worker& worker, std::size_t layer, const at::Tensor& error,
                           const at::Tensor& input, bool first) const;
  void run_rows(Worker& worker, const StepImages& images, std::int64_t begin, std::int64_t end,
                double scale, Wanted wanted) const;
  at::Tensor as_factor(Worker& worker, const at::Tensor& images) const;
  void forward_rows(Worker& worker, const at::Tensor& images) const;
  void backward_rows(Worker& worker, const at::Tensor& images, bool first) const;

  const ReconstructionLoss& loss_;
  at::ScalarType product_type_;
  std::vector<DenseLayer> layers_;
  std::vector<Worker> workers_;
  std::int64_t parameters_ = 0;  // numbers in all of them
};

}  // namespace codegrid
