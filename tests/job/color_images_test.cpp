// Larger images in colour, from batches to the saved encoder's codes.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kBytes{0, 255};

// Red, green and blue ones in turn, the upper half bright.
at::Tensor images_of(std::int64_t count, std::int64_t side) {
  const at::Tensor images = at::zeros({count, 3, side, side}, at::kByte);
  for (std::int64_t i = 0; i < count; ++i) images[i][i % 3].slice(0, 0, side / 2).fill_(255);
  return images;
}

struct Trained {
  Autoencoder model;
  TrainingResult result;
};

Trained train(const at::Tensor& images, const ModelOptions& options) {
  TrainingOptions training;
  training.epochs = 3;
  training.batch_size = 6;
  training.optimizer.learning_rate = 0.01;
  Autoencoder model(images.sizes().slice(1).vec(), options, make_generator(1, Purpose::kWeights),
                    make_generator(1, Purpose::kDropout));
  Batches batches(images, kBytes, training.batch_size, at::kCPU);
  const Batches validation(images, kBytes, training.batch_size, at::kCPU);
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  Trainer trainer(model, batches, validation, loss, training, make_generator(1, Purpose::kShuffle));
  TrainingResult result = trainer.run({});
  model->eval();
  return {model, std::move(result)};
}

at::Tensor codes_of_saved(const Autoencoder& model, std::int64_t code, const at::Tensor& images) {
  EncoderMetadata metadata;
  metadata.input_shape = model->image_shape();
  metadata.image = image_of_shape(metadata.input_shape);
  metadata.scale = kBytes;
  metadata.code_size = code;
  metadata.dataset = "folder";
  metadata.losses.kind = "binary_cross_entropy";
  metadata.config = nlohmann::ordered_json::object();
  metadata.versions = {"x", "y"};
  const TemporaryFolder folder;
  const EncoderFile file =
      EncoderFile::read(folder.write("encoder.pt", export_encoder(model, metadata)));
  return LoadedEncoder(file, file.metadata(), at::kCPU).encode(images);
}

void expect_trains_and_encodes(std::int64_t side, const ModelOptions& options) {
  const at::Tensor images = images_of(18, side);
  Trained trained = train(images, options);
  const auto& epochs = trained.result.epochs;
  ASSERT_EQ(epochs.size(), 3U);
  EXPECT_LT(epochs.back().val_loss, epochs.front().val_loss);
  const torch::NoGradGuard no_grad;
  const at::Tensor codes = trained.model->encode(kBytes.apply(images));
  EXPECT_TRUE(at::allclose(codes_of_saved(trained.model, options.code, images), codes, 1e-4, 1e-5));
}

TEST(ColorImages, TrainADenseModelAndBecomeCodes) {
  ModelOptions options;
  options.hidden = {8};
  options.code = 4;
  expect_trains_and_encodes(64, options);
  expect_trains_and_encodes(128, options);
}

TEST(ColorImages, TrainAConvolutionalModelAndBecomeCodes) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.code = 4;
  options.convolutional = {{4, 4, 4}, 3, Downsampling::kPool, /*batch_norm=*/false, /*dropout=*/0};
  expect_trains_and_encodes(64, options);
  expect_trains_and_encodes(128, options);
}

}  // namespace
}  // namespace codegrid
