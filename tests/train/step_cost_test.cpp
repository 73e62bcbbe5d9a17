// What training costs, counted rather than timed: a guard that does not depend on the machine.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "support/cost.hpp"
#include "support/counted_images.hpp"
#include "support/threads.hpp"
#include "tensor/random.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kPixelScale{0, 255};
constexpr std::int64_t kSlab = 512;  // rows that go through the layers together, at most

at::Tensor random_images(std::int64_t count, std::int64_t side) {
  return at::randint(0, 256, {count, 1, side, side}, make_generator(1, Purpose::kPictures),
                     at::TensorOptions(at::kByte));
}

// What two epochs of training cost, the first of which takes what is kept from then on.
struct Measured {
  std::vector<Cost> warm_up;  // of each batch of the first epoch; its first one takes the memory
  std::vector<Cost> steps;    // of each batch of the second; its first one draws the order
  Cost end;                   // of the second: validation, and what is looked at once an epoch
  std::size_t largest_allocation = 0;
};

struct Job {
  std::vector<std::int64_t> hidden;
  std::int64_t batch_size;
  std::int64_t batches;
  std::int64_t side = 12;
  Precision precision = Precision::kFloat32;

  std::int64_t layers() const { return 2 * (std::ssize(hidden) + 1); }
  std::int64_t images() const { return batch_size * batches; }
  Autoencoder model() const {
    ModelOptions shape;
    shape.hidden = hidden;
    shape.code = 5;
    return Autoencoder(std::vector<std::int64_t>{1, side, side}, shape,
                       make_generator(1, Purpose::kWeights));
  }

  // Validates on as many images as it trains on.
  Measured measure() const {
    return measure(random_images(images(), side), random_images(images(), side));
  }
  Measured measure(const at::Tensor& to_train_on, const at::Tensor& to_validate_on) const {
    Autoencoder trained = model();
    const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
    Batches training(to_train_on, kPixelScale, batch_size, at::kCPU);
    const Batches validation(to_validate_on, kPixelScale, batch_size, at::kCPU);
    TrainingOptions options;
    options.epochs = 2;
    options.precision = precision;
    Trainer trainer(trained, training, validation, loss, options,
                    make_generator(1, Purpose::kShuffle));
    Measured found;
    CostMeter meter;
    const auto take = [&] {
      Cost cost = meter.take();
      found.largest_allocation = std::max(found.largest_allocation, cost.largest_allocation());
      return cost;
    };
    TrainingListener listener;
    listener.on_batch = [&](std::int64_t epoch, std::int64_t) {
      (epoch == 1 ? found.warm_up : found.steps).push_back(take());
      return BatchAction::kContinue;
    };
    listener.on_epoch = [&](const EpochRecord&) { found.end = take(); };
    trainer.run(listener);
    return found;
  }
};

// Everything that is counted holds for any number of threads and depth of the model.
struct StepCost : testing::TestWithParam<std::tuple<int, std::vector<std::int64_t>>> {
  int threads() const { return std::get<0>(GetParam()); }
  Job job() const { return {.hidden = std::get<1>(GetParam()), .batch_size = 300, .batches = 4}; }
  const ThreadsFor these{threads()};
};

TEST_P(StepCost, EachLayerTakesThreeProductsInTrainingAndOneInValidation) {
  const Measured found = job().measure();
  const std::int64_t layers = job().layers();
  const std::int64_t batch_size = job().batch_size;
  const Autoencoder model = job().model();
  std::int64_t weights = 0;
  for (const auto& parameter : model->parameters())
    weights += parameter.dim() == 2 ? parameter.numel() : 0;
  const std::int64_t first_layer = model->named_parameters()["encoder.dense0.weight"].numel();
  for (const auto* epoch : {&found.warm_up, &found.steps}) {
    ASSERT_EQ(std::ssize(*epoch), job().batches);
    for (const Cost& step : *epoch) {
      // The first layer has no gradient by its inputs, the pixels.
      EXPECT_EQ(step.products(), threads() * (3 * layers - 1));
      EXPECT_EQ(step.product_flops, 2 * batch_size * (3 * weights - first_layer));
    }
  }
  EXPECT_EQ(found.end.products(), job().batches * threads() * layers);
  EXPECT_EQ(found.end.product_flops, 2 * job().images() * weights);
}

TEST_P(StepCost, AStepIsTheSameFewOperationsEachTime) {
  const Measured found = job().measure();
  const std::int64_t layers = job().layers();
  for (std::size_t i = 1; i < found.steps.size(); ++i) {
    const Cost& step = found.steps[i];
    EXPECT_EQ(step.operations, found.steps.back().operations);
    // 39 or less were counted with LibTorch 2.15, views and what operations call inside them
    // included.
    EXPECT_LE(step.all_operations(), threads() * 40 * layers);
    EXPECT_EQ(step.count("aten::_fused_adam_"), 1);
    for (const char* copying : {"aten::_to_copy", "aten::clone", "aten::index_select",
                                "aten::contiguous", "aten::cat", "aten::stack"})
      EXPECT_EQ(step.count(copying), 0) << copying;
  }
}

TEST_P(StepCost, InBfloat16TheProductsAreTheSameAndLittleMemoryIsTaken) {
  Job rounded = job();
  rounded.precision = Precision::kBfloat16;
  const Measured exact = job().measure();
  const Measured found = rounded.measure();
  const std::size_t pixels =
      4 * static_cast<std::size_t>(job().batch_size * job().side * job().side);
  for (std::size_t i = 1; i < found.steps.size(); ++i) {
    const Cost& step = found.steps[i];
    EXPECT_EQ(step.operations, found.steps.back().operations);
    EXPECT_EQ(step.products(), exact.steps[i].products());
    EXPECT_EQ(step.product_flops, exact.steps[i].product_flops);
    // A conversion before and after the products of a slab, one a gradient, two a parameter.
    EXPECT_LE(step.count("aten::copy_"), threads() * 10 * job().layers());
    // LibTorch packs the operands of each product into memory that it takes and gives back; how
    // much is the processor's matter, but it is of the size of a batch.
    EXPECT_LE(step.largest_allocation(), 8 * pixels);
  }
}

TEST_P(StepCost, AStepTakesNoMemoryForTensors) {
  // One slab for each thread, and more than one.
  for (const std::int64_t batch_size : {std::int64_t{300}, 2 * kSlab * threads() - 3}) {
    Job some = job();
    some.batch_size = batch_size;
    const Measured found = some.measure();
    const std::vector<std::size_t> none;
    for (std::size_t i = 1; i < found.steps.size(); ++i) {
      EXPECT_EQ(found.warm_up[i].allocations, none);
      EXPECT_EQ(found.steps[i].allocations, none);
    }
  }
}

TEST_P(StepCost, NothingIsReadBackInAStepAndTheLossesOnceAnEpoch) {
  const Measured found = job().measure();
  const std::int64_t parameters = 2 * job().layers();
  // LibTorch's Adam reads its count of steps for each parameter; it does so on the CPU only.
  for (const Cost& step : found.steps)
    EXPECT_EQ(step.count("aten::_local_scalar_dense"), parameters);
  // Two losses, and for each parameter whether it is finite.
  EXPECT_EQ(found.end.count("aten::_local_scalar_dense"), 2 + parameters);
}

TEST_P(StepCost, EachImageIsReadOnceInEachEpoch) {
  const CountedImages images(random_images(180, 64));
  Job some = job();
  some.side = 64;
  some.batch_size = 40;
  some.measure(images.images().slice(0, 0, 90), images.images().slice(0, 90));
  EXPECT_EQ(images.reads(), std::vector<int>(180, 2));
}

INSTANTIATE_TEST_SUITE_P(Threads, StepCost,
                         testing::Combine(testing::Values(1, 2),
                                          testing::Values(std::vector<std::int64_t>{},
                                                          std::vector<std::int64_t>{20, 9})));

TEST(EpochCost, OfManyImagesTakesNoMoreMemoryAtOnceThanASlabOfThem) {
  const ThreadsFor one(1);
  const Job job{.hidden = {}, .batch_size = 2000, .batches = 30, .side = 28};
  EXPECT_EQ(job.measure().largest_allocation, kSlab * 28 * 28 * sizeof(float));
}

}  // namespace
}  // namespace codegrid
