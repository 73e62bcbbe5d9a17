#include "refine/student.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "refine/lesson_fixtures.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

AugmentationSettings some_augmentation() { return {.shift = 0.1, .noise = 0.05}; }

struct Trained {
  TrainingResult result;
  Weights weights;       // that the model ends with
  at::Tensor predicted;  // [N] int64
};

// The state that it stops with after `stop_after` batches; to the end: -1.
struct SmallStudent {
  ThreadsFor one{1};  // so small a net has nothing for several
  RefinementOptions options = small_refinement();
  std::vector<TrainingState> states{};

  Trained train(const TrainingState* from = nullptr, std::uint64_t seed = 1) {
    const Lesson lesson = small_lesson();
    StudentTraining training(lesson, options, some_augmentation(), seed, at::kCPU);
    if (from != nullptr) training.trainer().restore(*from);
    TrainingListener listener;
    listener.on_batch = [](std::int64_t, std::int64_t) { return BatchAction::kCheckpoint; };
    listener.on_checkpoint = [&](const TrainingState& live) {
      states.push_back(live);
      for (auto& [name, tensor] : states.back().tensors) tensor = tensor.clone();
    };
    Trained trained{training.trainer().run(listener), {}, {}};
    trained.weights = copy_weights(training.model());
    const torch::NoGradGuard no_grad;
    trained.predicted = training.model()->encode(lesson.scale.apply(lesson.images)).argmax(1);
    return trained;
  }
};

TEST(Student, HasAnOutputForEachGroupAndNoDecoder) {
  const Architecture student = student_architecture({1, 28, 28}, RefinementOptions{});
  EXPECT_TRUE(student.decoder.empty());
  EXPECT_EQ(feature_width(student), 128);
  const auto& dense = std::get<Dense>(student.encoder[student.encoder.size() - 2].layer);
  EXPECT_EQ(dense.outputs, 10);
  EXPECT_EQ(std::get<Activate>(student.encoder.back().layer).activation, Activation::kLinear);
}

TEST(Student, ThatCannotSeeSuchImagesIsRefusedByItsOwnKeys) {
  const Error error = error_of([] { student_architecture({1, 8, 8}, RefinementOptions{}); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_STREQ(error.what(),
               "refinement.student.kernel: found 3, but level 3 sees 2 x 2 pixels of images of 8 x "
               "8; expected at most 1, or fewer levels in refinement.student.channels");
}

TEST(Student, LearnsTheGroupsOfImagesThatItHasNotSeen) {
  SmallStudent student;
  student.options.training.epochs = 15;
  const Trained trained = student.train();
  EXPECT_TRUE(trained.predicted.equal(groups_of_three(60)));
  EXPECT_LT(trained.result.epochs.back().val_loss, trained.result.epochs.front().val_loss);
}

TEST(Student, GoesOnFromAnyBatchToTheSameBits) {
  SmallStudent whole;
  const Trained expected = whole.train();
  ASSERT_EQ(whole.states.size(), 6U * 5);  // four batches and the epoch's end
  for (std::size_t i = 0; i < whole.states.size(); i += 3) {
    SmallStudent resumed;
    const Trained found = resumed.train(&whole.states[i]);
    EXPECT_EQ(found.result.epochs.back().val_loss, expected.result.epochs.back().val_loss) << i;
    for (std::size_t j = 0; j < expected.weights.size(); ++j)
      EXPECT_TRUE(found.weights[j].equal(expected.weights[j])) << i;
  }
}

TEST(Student, EndsWithTheAverageOfItsWeightsAndAnotherSeedWithAnother) {
  SmallStudent student;
  const Trained trained = student.train();
  bool differs = false;
  for (std::size_t i = 0; i < trained.weights.size(); ++i)
    differs = differs || !trained.weights[i].equal(trained.result.last[i]);
  EXPECT_TRUE(differs);
  EXPECT_TRUE(student.states.back().tensors.contains("average.encoder.dense.weight"));
  EXPECT_TRUE(student.states.back().tensors.contains("augmentation"));
  SmallStudent other;
  EXPECT_FALSE(other.train(nullptr, 2).weights[0].equal(trained.weights[0]));
}

TEST(Student, ReadsNoLabelButThoseOfItsPoints) {
  Lesson lesson = small_lesson();
  lesson.labels.slice(0, 57).fill_(-1);  // of no group, as a graph may leave some
  StudentTraining training(lesson, small_refinement(), {}, 1, at::kCPU);
  EXPECT_EQ(training.images(), 55) << "two of 57 are held out";
  EXPECT_EQ(training.trainer().run({}).stopped_by, StopReason::kEpochs);
}

TEST(Student, NeedsTwoPoints) {
  Lesson lesson = small_lesson();
  lesson.points = lesson.points.slice(0, 0, 1);
  const Error error =
      error_of([&] { StudentTraining(lesson, small_refinement(), {}, 1, at::kCPU); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "refinement: found 1 image whose neighbors are all in its group, expected 2 or more "
               "to learn from; give more images, or lower refinement.k or refinement.neighbors");
}

TEST(Student, CallsItsGroupsByNewNumbers) {
  StudentTraining training(small_lesson(), small_refinement(), {}, 1, at::kCPU);
  const torch::NoGradGuard no_grad;
  training.model()->eval();
  const at::Tensor images = torch::rand({5, 64});
  const at::Tensor before = training.model()->encode(images).clone();
  renumber_groups(training.model(), {2, 0, 1});
  const at::Tensor after = training.model()->encode(images);
  EXPECT_TRUE(torch::allclose(after, before.index_select(1, at::tensor({2, 0, 1}))));
}

}  // namespace
}  // namespace codegrid
