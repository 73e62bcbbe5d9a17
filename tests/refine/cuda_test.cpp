// A student's training on a GPU. Where none can be used, these tests are skipped, and say why.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <vector>

#include "refine/lesson_fixtures.hpp"
#include "support/on_cuda.hpp"

namespace codegrid {
namespace {

struct TrainedStudent {
  TrainingResult result;
  Weights weights;  // on the CPU
  at::Tensor predicted;
};

class StudentOnCuda : public NeedsCuda<testing::Test> {
 protected:
  static TrainedStudent train(at::Device device, Precision precision,
                              const TrainingListener& listener = {},
                              const TrainingState* from = nullptr) {
    RefinementOptions options = small_refinement();
    options.training.epochs = 15;
    options.training.precision = precision;
    const Lesson lesson = small_lesson();
    StudentTraining training(lesson, options, {.shift = 0.1, .noise = 0.05}, 1, device);
    if (from != nullptr) training.trainer().restore(*from);
    TrainedStudent trained{training.trainer().run(listener), {}, {}};
    for (const at::Tensor& weight : copy_weights(training.model()))
      trained.weights.push_back(weight.cpu());
    const torch::NoGradGuard no_grad;
    renumber_groups(training.model(), {2, 0, 1});
    const at::Tensor images = lesson.scale.apply(lesson.images).to(device);
    trained.predicted = training.model()->encode(images).argmax(1).cpu();
    return trained;
  }
};

TEST_F(StudentOnCuda, LearnsTheGroupsAsOnTheCpu) {
  const at::Tensor renumbered = (groups_of_three(60) + 1) % 3;
  const TrainedStudent here = train(at::kCPU, Precision::kFloat32);
  EXPECT_TRUE(here.predicted.equal(renumbered));
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    const TrainedStudent there = train(cuda_, precision);
    EXPECT_TRUE(there.predicted.equal(renumbered));
    EXPECT_NEAR(there.result.epochs[0].train_loss, here.result.epochs[0].train_loss, 5e-2);
    EXPECT_NEAR(there.result.epochs.back().val_loss, here.result.epochs.back().val_loss, 5e-2);
  }
}

TEST_F(StudentOnCuda, GivesTheSameBitsAgainAndFromAnyCheckpoint) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    std::vector<TrainingState> states;
    TrainingListener listener;
    listener.on_batch = [](std::int64_t, std::int64_t) { return BatchAction::kCheckpoint; };
    listener.on_checkpoint = [&](const TrainingState& live) {
      states.push_back(live);
      for (auto& [name, tensor] : states.back().tensors) tensor = tensor.cpu().clone();
    };
    const TrainedStudent whole = train(cuda_, precision, listener);
    const TrainedStudent again = train(cuda_, precision);
    for (std::size_t i = 0; i < whole.weights.size(); ++i)
      EXPECT_TRUE(torch::equal(again.weights[i], whole.weights[i])) << i;
    for (const std::size_t place : {std::size_t{1}, states.size() / 2, states.size() - 2}) {
      const TrainedStudent resumed = train(cuda_, precision, {}, &states[place]);
      for (std::size_t i = 0; i < whole.weights.size(); ++i)
        EXPECT_TRUE(torch::equal(resumed.weights[i], whole.weights[i])) << i << " from " << place;
    }
  }
}

}  // namespace
}  // namespace codegrid
