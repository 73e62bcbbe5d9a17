// The same training on a GPU. Where none can be used, these tests are skipped, and say why.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>

#include "data/augmenter.hpp"
#include "support/on_cuda.hpp"
#include "tensor/random.hpp"
#include "train/autograd_engine.hpp"
#include "train/dense_engine.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kCudaScale{0, 255};
const ReconstructionLoss kCudaLoss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);

ModelOptions dense_on_cuda() {
  ModelOptions shape;
  shape.hidden = {40};
  shape.code = 8;
  return shape;
}

ModelOptions convolutional_on_cuda() {
  ModelOptions shape;
  shape.kind = ModelKind::kConvolutional;
  shape.code = 8;
  shape.convolutional = {{8, 16}, 3, Downsampling::kPool, /*batch_norm=*/true, /*dropout=*/0.2};
  return shape;
}

at::Tensor images_of_noise(std::int64_t count) {
  return at::randint(0, 256, {count, 1, 14, 14}, make_generator(1, Purpose::kPictures),
                     at::TensorOptions(at::kByte));
}

class OnCuda : public NeedsCuda<testing::TestWithParam<ModelOptions>> {
 protected:
  Autoencoder model(at::Device device) const {
    Autoencoder made(Shape{1, 14, 14}, GetParam(), make_generator(1, Purpose::kWeights),
                     make_generator(1, Purpose::kDropout));
    made->to(device);
    return made;
  }

  TrainingResult train(at::Device device, const TrainingListener& listener = {},
                       const TrainingState* from = nullptr,
                       Precision precision = Precision::kFloat32) const {
    TrainingOptions options;
    options.epochs = 4;
    options.batch_size = 50;
    options.precision = precision;
    Autoencoder trained = model(device);
    Batches training(images_of_noise(220), kCudaScale, options.batch_size, device);
    const Batches validation(images_of_noise(60), kCudaScale, options.batch_size, device);
    Trainer trainer(trained, training, validation, kCudaLoss, options,
                    make_generator(1, Purpose::kShuffle));
    if (from != nullptr) trainer.restore(*from);
    return trainer.run(listener);
  }
};

TEST_P(OnCuda, TrainsAsOnTheCpu) {
  const TrainingResult here = train(at::kCPU);
  const TrainingResult there = train(cuda_);
  for (std::size_t i = 0; i < here.epochs.size(); ++i) {
    EXPECT_NEAR(there.epochs[i].train_loss, here.epochs[i].train_loss, 2e-3);
    EXPECT_NEAR(there.epochs[i].val_loss, here.epochs[i].val_loss, 2e-3);
  }
  EXPECT_TRUE(there.last[0].is_cuda());
}

TEST_P(OnCuda, TrainsToNearlyTheSameLossInBfloat16) {
  const TrainingResult exact = train(cuda_);
  const TrainingResult rounded = train(cuda_, {}, nullptr, Precision::kBfloat16);
  EXPECT_NEAR(rounded.epochs.back().val_loss, exact.epochs.back().val_loss, 2e-2);
  EXPECT_NE(rounded.epochs.back().val_loss, exact.epochs.back().val_loss);
}

TEST_P(OnCuda, GivesTheSameBitsAgainAndFromAnyCheckpoint) {
  std::vector<TrainingState> states;
  TrainingListener listener;
  listener.on_batch = [](std::int64_t, std::int64_t) { return BatchAction::kCheckpoint; };
  listener.on_checkpoint = [&](const TrainingState& live) {
    states.push_back(live);
    for (auto& [name, tensor] : states.back().tensors) tensor = tensor.cpu().clone();
  };
  const TrainingResult whole = train(cuda_, listener);
  const TrainingResult again = train(cuda_);
  for (std::size_t i = 0; i < whole.last.size(); ++i)
    EXPECT_TRUE(torch::equal(whole.last[i], again.last[i])) << i;
  for (const std::size_t place : {std::size_t{2}, states.size() / 2, states.size() - 2}) {
    const TrainingResult resumed = train(cuda_, {}, &states[place]);
    for (std::size_t i = 0; i < whole.last.size(); ++i)
      EXPECT_TRUE(torch::equal(whole.last[i], resumed.last[i])) << i;
  }
}

TEST_P(OnCuda, BothEnginesAgree) {
  Autoencoder trained = model(cuda_);
  if (!DenseEngine::serves(trained)) GTEST_SKIP() << "only one engine serves this model";
  const Batches batches(images_of_noise(100), kCudaScale, 100, cuda_);
  AutogradEngine autograd(trained, kCudaLoss, Precision::kFloat32);
  DenseEngine fast(trained, kCudaLoss);
  const double expected = autograd.forward_backward({batches, 0}).item<double>();
  EXPECT_NEAR(fast.forward_backward({batches, 0}).item<double>(), expected, 1e-5 * expected);
  for (std::size_t i = 0; i < fast.gradients().size(); ++i)
    EXPECT_TRUE(torch::allclose(fast.gradients()[i], autograd.gradients()[i], 1e-3, 1e-6)) << i;
}

TEST_P(OnCuda, ImagesAreAugmentedAsOnTheCpu) {
  const AugmentationSettings settings{.rotation = 20,
                                      .shift = 0.1,
                                      .scale = 0.2,
                                      .shear = 0.2,
                                      .elastic = 0.05,
                                      .mirror = true,
                                      .crop = 0.2,
                                      .brightness = 0.2,
                                      .contrast = 0.2,
                                      .noise = 0.05,
                                      .cutout = 0.2};
  const at::Tensor images = images_of_noise(50).to(at::kFloat).div_(255);
  const auto on = [&](at::Device device) {
    return Augmenter(settings, make_generator(1, Purpose::kAugmentation))(images.to(device));
  };
  const at::Tensor there = on(cuda_);
  EXPECT_TRUE(there.is_cuda());
  EXPECT_TRUE(torch::equal(there, on(cuda_)));
  EXPECT_TRUE(torch::allclose(there.cpu(), on(at::kCPU), 1e-3, 1e-3));
}

INSTANTIATE_TEST_SUITE_P(Models, OnCuda, testing::Values(dense_on_cuda(), convolutional_on_cuda()),
                         [](const auto& model) {
                           return std::string(model.index == 0 ? "dense" : "convolutional");
                         });

}  // namespace
}  // namespace codegrid
