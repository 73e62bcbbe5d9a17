#include "refine/classifier_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <vector>

#include "refine/lesson_fixtures.hpp"

namespace codegrid {
namespace {

class ClassifierEngineOf : public testing::Test {
 protected:
  ClassifierEngineOf() { batches_.shuffle(make_generator(1, Purpose::kShuffle)); }

  // [16, 3] of batch 1, and its labels.
  at::Tensor logits() {
    at::Tensor images = at::empty({16, 64});
    batches_.copy(16, 32, images);
    return model_->encode(images);
  }
  at::Tensor labels() { return groups_of_three(60).index_select(0, batches_.rows(16, 32)); }

  Autoencoder model_{student_architecture({1, 8, 8}, small_refinement()),
                     make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout)};
  Batches batches_{
      ImageSet{images_in_three_groups(60), {}, at::arange(5, 55, at::kLong)}, {}, 16, at::kCPU};
  ClassifierEngine engine_{model_, {groups_of_three(60), 0.1}, Precision::kFloat32};
};

TEST_F(ClassifierEngineOf, TheLossIsTheCrossEntropyWithSmoothedLabels) {
  model_->eval();
  const torch::NoGradGuard no_grad;
  const at::Tensor smoothed = at::one_hot(labels(), 3) * 0.9 + 0.1 / 3;
  const at::Tensor expected = -(smoothed * at::log_softmax(logits(), 1)).sum();
  const at::Tensor found = engine_.forward({batches_, 1});
  EXPECT_EQ(found.scalar_type(), at::kDouble);
  EXPECT_NEAR(found.item<double>(), expected.item<double>(), 1e-4);
  EXPECT_EQ(engine_.terms_per_image(), 1);
}

TEST_F(ClassifierEngineOf, TheGradientsAreThoseOfTheMean) {
  model_->eval();  // or batch norm would move
  const at::Tensor loss =
      at::cross_entropy_loss(logits(), labels(), {}, at::Reduction::Mean, -100, 0.1);
  const std::vector<at::Tensor> expected = torch::autograd::grad({loss}, model_->parameters());
  engine_.forward_backward({batches_, 1});
  ASSERT_EQ(engine_.gradients().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(torch::allclose(engine_.gradients()[i], expected[i], 1e-4, 1e-6)) << i;
}

TEST_F(ClassifierEngineOf, AugmentedImagesKeepTheirLabels) {
  model_->eval();
  at::Tensor images = at::empty({16, 1, 8, 8});
  batches_.copy(16, 32, images);
  const double clean = engine_.forward({batches_, 1}).item<double>();
  EXPECT_NEAR(engine_.forward({images, images, batches_.rows(16, 32)}).item<double>(), clean, 1e-4);
  EXPECT_THROW(engine_.forward({images, images}), c10::Error);
}

}  // namespace
}  // namespace codegrid
