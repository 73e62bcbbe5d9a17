// Training on augmented images by each objective on a GPU. Where none can be used, these tests are
// skipped, and say why.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <tuple>
#include <vector>

#include "data/augmenter.hpp"
#include "model/families.hpp"
#include "support/on_cuda.hpp"
#include "tensor/random.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

const Shape kObjectivesShape{1, 14, 14};

at::Tensor images_in_four_kinds(std::int64_t count) {
  at::Tensor images = at::randint(0, 60, {count, 1, 14, 14}, make_generator(1, Purpose::kPictures),
                                  at::TensorOptions(at::kByte));
  for (std::int64_t i = 0; i < count; ++i)
    images[i][0].slice(i % 2, 3 * (i % 4), 3 * (i % 4) + 3).add_(180);
  return images;
}

class ObjectiveOnCuda
    : public NeedsCuda<testing::TestWithParam<std::tuple<ModelKind, ObjectiveKind>>> {
 protected:
  static TrainingOptions options(Precision precision) {
    TrainingOptions options;
    options.epochs = 3;
    options.batch_size = 50;
    options.precision = precision;
    options.objective = {std::get<1>(GetParam()), /*temperature=*/0.3, /*weight=*/0.5};
    options.loss = LossKind::kMeanSquaredError;
    options.optimizer.name = OptimizerKind::kAdamW;
    options.schedule.kind = ScheduleKind::kOneCycle;
    return options;
  }

  static Autoencoder model(at::Device device) {
    ModelOptions options;
    options.kind = std::get<0>(GetParam());
    options.hidden = {40};
    options.code = 8;
    options.code_activation = Activation::kLinear;
    options.convolutional = {
        {8, 16}, 3, Downsampling::kPoolEarly, /*batch_norm=*/true, /*dropout=*/0};
    Architecture made = make_architecture(kObjectivesShape, options);
    if (std::get<1>(GetParam()) == ObjectiveKind::kContrastive) made = encoder_only(made);
    Autoencoder model(made, make_generator(1, Purpose::kWeights),
                      make_generator(1, Purpose::kDropout));
    model->to(device);
    return model;
  }

  static TrainingResult train(at::Device device, Precision precision,
                              const TrainingListener& listener = {},
                              const TrainingState* from = nullptr) {
    const AugmentationSettings augmentation{.rotation = 20,
                                            .shift = 0.1,
                                            .elastic = 0.05,
                                            .contrast = 0.2,
                                            .noise = 0.05,
                                            .cutout = 0.2};
    const ReconstructionLoss loss(LossKind::kMeanSquaredError, Output::kSigmoid);
    const PixelScale scale{0, 255};
    Autoencoder trained = model(device);
    Batches training(images_in_four_kinds(220), scale, 50, device);
    const Batches validation(images_in_four_kinds(60), scale, 50, device);
    Trainer trainer(trained, training, validation, loss, options(precision),
                    make_generator(1, Purpose::kShuffle),
                    Augmenter(augmentation, make_generator(1, Purpose::kAugmentation)));
    if (from != nullptr) trainer.restore(*from);
    return trainer.run(listener);
  }
};

TEST_P(ObjectiveOnCuda, TrainsAsOnTheCpu) {
  const TrainingResult here = train(at::kCPU, Precision::kFloat32);
  const TrainingResult there = train(cuda_, Precision::kFloat32);
  ASSERT_EQ(there.epochs.size(), here.epochs.size());
  for (std::size_t i = 0; i < here.epochs.size(); ++i) {
    const EpochRecord& expected = here.epochs[i];
    EXPECT_NEAR(there.epochs[i].train_loss, expected.train_loss, 5e-3 * expected.train_loss);
    EXPECT_NEAR(there.epochs[i].val_loss, expected.val_loss, 5e-3 * expected.val_loss);
  }
  EXPECT_TRUE(there.last[0].is_cuda());
}

TEST_P(ObjectiveOnCuda, TrainsToNearlyTheSameLossInBfloat16) {
  const double exact = train(cuda_, Precision::kFloat32).epochs.back().val_loss;
  const double rounded = train(cuda_, Precision::kBfloat16).epochs.back().val_loss;
  EXPECT_NEAR(rounded, exact, 5e-2 * exact);
  EXPECT_NE(rounded, exact);
}

TEST_P(ObjectiveOnCuda, GivesTheSameBitsAgainAndFromAnyCheckpoint) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    std::vector<TrainingState> states;
    TrainingListener listener;
    listener.on_batch = [](std::int64_t, std::int64_t) { return BatchAction::kCheckpoint; };
    listener.on_checkpoint = [&](const TrainingState& live) {
      states.push_back(live);
      for (auto& [name, tensor] : states.back().tensors) tensor = tensor.cpu().clone();
    };
    const TrainingResult whole = train(cuda_, precision, listener);
    const TrainingResult again = train(cuda_, precision);
    for (std::size_t i = 0; i < whole.last.size(); ++i)
      EXPECT_TRUE(torch::equal(whole.last[i], again.last[i])) << i;
    for (const std::size_t place : {std::size_t{2}, states.size() / 2, states.size() - 2}) {
      const TrainingResult resumed = train(cuda_, precision, {}, &states[place]);
      EXPECT_EQ(resumed.epochs.back().val_loss, whole.epochs.back().val_loss) << place;
      for (std::size_t i = 0; i < whole.last.size(); ++i)
        EXPECT_TRUE(torch::equal(whole.last[i], resumed.last[i])) << i << " from " << place;
    }
  }
}

std::string name_of(const testing::TestParamInfo<ObjectiveOnCuda::ParamType>& kinds) {
  const auto [model, objective] = kinds.param;
  const std::string name = model == ModelKind::kDense ? "dense_" : "convolutional_";
  if (objective == ObjectiveKind::kReconstruction) return name + "reconstruction";
  return name + (objective == ObjectiveKind::kContrastive ? "contrastive" : "combined");
}

INSTANTIATE_TEST_SUITE_P(
    Models, ObjectiveOnCuda,
    testing::Combine(testing::Values(ModelKind::kDense, ModelKind::kConvolutional),
                     testing::Values(ObjectiveKind::kReconstruction, ObjectiveKind::kContrastive,
                                     ObjectiveKind::kCombined)),
    name_of);

}  // namespace
}  // namespace codegrid
