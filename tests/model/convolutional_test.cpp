#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/autoencoder.hpp"
#include "model/families.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

ModelOptions options_of(std::vector<std::int64_t> channels, Downsampling downsampling) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.code = 6;
  options.convolutional.channels = std::move(channels);
  options.convolutional.downsampling = downsampling;
  return options;
}

Autoencoder make(const Shape& image_shape, const ModelOptions& options) {
  return Autoencoder(image_shape, options, make_generator(1, Purpose::kWeights),
                     make_generator(1, Purpose::kDropout));
}

TEST(Convolutional, MirrorsImagesOfAnySizeAndChannelsExactly) {
  for (const Downsampling downsampling : {Downsampling::kPool, Downsampling::kStride}) {
    for (const Shape& shape :
         {Shape{1, 28, 28}, Shape{3, 9, 14}, Shape{3, 13, 7}, Shape{2, 8, 31}}) {
      ModelOptions options = options_of({4, 5}, downsampling);
      options.convolutional.batch_norm = true;
      options.convolutional.dropout = 0.2;
      Autoencoder model = make(shape, options);
      const at::Tensor images = torch::rand({3, shape[0], shape[1], shape[2]});
      const AutoencoderOutput output = model->forward(images);
      EXPECT_EQ(output.code.sizes(), (Shape{3, 6}));
      EXPECT_EQ(output.logits.sizes(), (Shape{3, shape[0] * shape[1] * shape[2]}));
      model->eval();
      EXPECT_EQ(model->decode(model->encode(images)).sizes(), images.sizes());
      EXPECT_TRUE(torch::equal(model->encode(images), model->encode(images.flatten(1))));
    }
  }
}

// Were the channels of a code's numbers or of logits mixed up, moving a batch to another layout in
// memory would change them.
TEST(Convolutional, GivesTheSameWhateverTheLayoutOfItsImages) {
  Autoencoder model = make({3, 9, 14}, options_of({4, 5}, Downsampling::kPool));
  model->eval();
  const at::Tensor images = torch::rand({3, 3, 9, 14});
  const at::Tensor other = images.contiguous(at::MemoryFormat::ChannelsLast);
  EXPECT_TRUE(torch::allclose(model->encode(images), model->encode(other)));
  EXPECT_TRUE(torch::allclose(model->forward(images).logits, model->forward(other).logits));
}

std::string refusal(const Shape& shape, const ModelOptions& options) {
  const Error error = error_of([&] { make_architecture(shape, options); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  return error.what();
}

TEST(Convolutional, NamesTheKeyThatDoesNotFitTheImages) {
  const auto pooled = options_of({4, 4, 4, 4}, Downsampling::kPool);
  ModelOptions small = pooled;
  small.convolutional.kernel = 1;
  EXPECT_EQ(refusal({1, 9, 30}, small),
            "model.channels: found 4 levels, but level 4 sees 1 x 3 pixels of images of 9 x 30, "
            "and a level needs 2 x 2 to halve; expected at most 3");
  EXPECT_EQ(refusal({1, 9, 30}, pooled),
            "model.kernel: found 3, but level 3 sees 2 x 7 pixels of images of 9 x 30; expected "
            "at most 1, or fewer levels in model.channels");
  ModelOptions large = options_of({4}, Downsampling::kStride);
  large.convolutional.kernel = 11;
  EXPECT_EQ(refusal({1, 9, 30}, large),
            "model.kernel: found 11, but level 1 sees 9 x 30 pixels of images of 9 x 30; expected "
            "at most 9");
}

}  // namespace
}  // namespace codegrid
