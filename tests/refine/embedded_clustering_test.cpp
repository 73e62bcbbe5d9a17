#include "refine/embedded_clustering.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "model/families.hpp"
#include "refine/lesson_fixtures.hpp"
#include "refine/soft_assignment.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"
#include "train/weights.hpp"

namespace codegrid {
namespace {

// An untrained autoencoder of images in three obvious groups, and rough centroids of its codes.
struct SmallEmbedding {
  explicit SmallEmbedding(bool improved) {
    if (improved) loss.emplace(LossKind::kMeanSquaredError, Output::kSigmoid);
    options.update_interval = 10;
    options.batch_size = 16;
    options.updates = 6;
    options.tolerance = 0;
    options.optimizer.learning_rate = 0.01;
  }

  struct Found {
    std::vector<EpochRecord> updates;
    Weights weights;
    at::Tensor centroids;
    bool ended = false;
    bool converged = false;
  };

  Found run(const TrainingState* from = nullptr, const EmbeddingListener& listens = {}) {
    ModelOptions shape;
    shape.code = 4;
    shape.code_activation = Activation::kLinear;
    Architecture architecture = make_architecture({1, 8, 8}, shape);
    if (!loss) architecture = encoder_only(architecture);
    Autoencoder model(architecture, make_generator(1, Purpose::kWeights),
                      make_generator(1, Purpose::kDropout));
    if (prepare) prepare(model);
    const at::Tensor images = images_in_three_groups(60);
    const Batches all(images, PixelScale{}, 25, at::kCPU);
    Batches steps(images, PixelScale{}, options.batch_size, at::kCPU);
    at::Tensor codes;
    {
      const torch::NoGradGuard no_grad;
      codes = model->encode(PixelScale{}.apply(images));
    }
    EmbeddedClustering clustering(model, codes.slice(0, 0, 3), all, steps, options, loss,
                                  make_generator(1, Purpose::kShuffle));
    if (from != nullptr) clustering.restore(*from);
    EmbeddingListener listener = listens;
    listener.on_checkpoint = [&](const TrainingState& live) {
      states.push_back(live);
      for (auto& [name, tensor] : states.back().tensors) tensor = tensor.clone();
    };
    const bool ended = clustering.run(listener);
    return {clustering.updates(), copy_weights(model), clustering.centroids().detach().clone(),
            ended, clustering.converged()};
  }

  ThreadsFor one{1};
  EmbeddingOptions options = default_idec();
  std::optional<ReconstructionLoss> loss;
  std::function<void(Autoencoder&)> prepare{};  // what is done to the model before
  std::vector<TrainingState> states{};
};

TEST(EmbeddedClustering, MakesTheDivergenceSmallerThanItBegan) {
  for (const bool improved : {false, true}) {
    SmallEmbedding small(improved);
    small.options.updates = 1;
    small.options.update_interval = 1;
    const double first = small.run().updates.front().val_loss;
    small.options.update_interval = 100;  // of the same targets
    const SmallEmbedding::Found found = small.run();
    EXPECT_TRUE(found.ended);
    EXPECT_LT(found.updates.front().val_loss, first) << improved;
    EXPECT_GT(found.updates.front().val_loss, 0);
  }
}

TEST(EmbeddedClustering, GoesOnFromAnyUpdateToTheSameBits) {
  for (const bool improved : {false, true}) {
    SmallEmbedding whole(improved);
    const SmallEmbedding::Found expected = whole.run();
    ASSERT_EQ(whole.states.size(), 6U);
    for (std::size_t i = 0; i < whole.states.size(); ++i) {
      SmallEmbedding resumed(improved);
      const SmallEmbedding::Found found = resumed.run(&whole.states[i]);
      EXPECT_TRUE(found.centroids.equal(expected.centroids)) << i;
      for (std::size_t j = 0; j < expected.weights.size(); ++j)
        EXPECT_TRUE(found.weights[j].equal(expected.weights[j])) << i;
      EXPECT_EQ(found.updates.back().val_loss, expected.updates.back().val_loss) << i;
      EXPECT_EQ(resumed.states.size(), 5 - i);
    }
  }
}

TEST(EmbeddedClustering, EndsWhereFewLabelsChange) {
  SmallEmbedding small(false);
  small.options.updates = 200;
  small.options.tolerance = 0.001;
  const SmallEmbedding::Found found = small.run();
  EXPECT_TRUE(found.converged);
  EXPECT_LT(found.updates.size(), 200U);
  // And ends at once from there.
  SmallEmbedding resumed(false);
  resumed.options = small.options;
  EXPECT_TRUE(resumed.run(&small.states.back()).weights[0].equal(found.weights[0]));
  EXPECT_TRUE(resumed.states.empty());
}

TEST(EmbeddedClustering, StopsBetweenTwoStepsWhereItIsAskedTo) {
  SmallEmbedding small(true);
  EmbeddingListener listener;
  listener.wants_stop = [](std::int64_t update, std::int64_t seen) {
    return update == 3 && seen > 40;
  };
  const SmallEmbedding::Found found = small.run(nullptr, listener);
  EXPECT_FALSE(found.ended);
  EXPECT_EQ(found.updates.size(), 2U);
  EXPECT_EQ(small.states.size(), 2U);
}

TEST(EmbeddedClustering, SaysThatItDiverged) {
  SmallEmbedding small(true);
  small.options.optimizer.learning_rate = std::numeric_limits<float>::max();
  const Error error = error_of([&] { small.run(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_EQ(std::string(error.what()).substr(0, 51),
            "update 1: the loss is no finite number any more (no");
}

// The loss of sigmoids does not show it, and a checkpoint of it would never go on.
TEST(EmbeddedClustering, WeightsThatAreNotFiniteNeverComeIntoACheckpoint) {
  SmallEmbedding small(true);
  std::string last;
  small.prepare = [&](Autoencoder& model) {
    const torch::NoGradGuard no_grad;
    last = model->named_parameters().keys().back();
    model->parameters().back().fill_(std::numeric_limits<float>::infinity());
  };
  const Error error = error_of([&] { small.run(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_EQ(error.what(), "update 1: the weights " + last +
                              " are no finite numbers any more; try a smaller "
                              "refinement.optimizer.learning_rate");
  EXPECT_TRUE(small.states.empty());
}

TEST(EmbeddedClustering, RefusesTheStateOfAnother) {
  SmallEmbedding small(false);
  small.run();
  TrainingState other = small.states.back();
  other.tensors["centroids"] = at::zeros({3, 5});
  const Error error = error_of([&] { small.run(&other); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "the checkpoint's tensor \"centroids\" is missing or of another shape");
}

}  // namespace
}  // namespace codegrid
