#include "encoder/export.hpp"

#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include "encoder/fixtures.hpp"
#include "model/families.hpp"

namespace codegrid {
namespace {

torch::jit::Module load_plainly(const std::string& bytes) {
  std::istringstream stream(bytes);
  return torch::jit::load(stream);
}

struct Architecture {
  std::vector<std::int64_t> hidden;
  Activation activation;
};

void PrintTo(const Architecture& a, std::ostream* out) {
  *out << a.hidden.size() << " hidden layers, activation " << static_cast<int>(a.activation);
}

class EveryArchitecture : public testing::TestWithParam<Architecture> {};

TEST_P(EveryArchitecture, ExportedEncoderEqualsTheModuleAtAnyBatchSize) {
  ModelOptions options;
  options.hidden = GetParam().hidden;
  options.activation = GetParam().activation;
  options.code = 6;
  Autoencoder model = make_model(options);
  torch::jit::Module encoder = load_plainly(export_encoder(model, metadata_for(options)));
  EXPECT_FALSE(encoder.is_training());
  const torch::NoGradGuard no_grad;
  for (const std::int64_t batch : {1, 2, 7, 64, 1000}) {
    const at::Tensor images = torch::rand({batch, 1, 5, 4});
    const at::Tensor expected = model->encode(images);
    const double tolerance = 1e-5 * expected.abs().max().item<double>();
    for (const at::Tensor& input : {images, images.view({batch, 20})}) {
      const at::Tensor codes = encoder.forward({input}).toTensor();
      ASSERT_EQ(codes.sizes(), (std::vector<std::int64_t>{batch, 6}));
      EXPECT_LE((codes - expected).abs().max().item<double>(), tolerance) << "batch " << batch;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Architectures, EveryArchitecture,
                         testing::Values(Architecture{{}, Activation::kRelu},
                                         Architecture{{9}, Activation::kTanh},
                                         Architecture{{12, 9, 8}, Activation::kElu},
                                         Architecture{{9, 9}, Activation::kSigmoid},
                                         Architecture{{9}, Activation::kLinear}));

// Of every kind of layer that an encoder has, after its running means have moved.
TEST(ExportedEncoder, OfAConvolutionalModelEqualsTheModule) {
  for (const Downsampling downsampling :
       {Downsampling::kPool, Downsampling::kPoolEarly, Downsampling::kStride}) {
    ModelOptions options;
    options.kind = ModelKind::kConvolutional;
    options.hidden = {12, 8};
    options.code = 6;
    options.code_activation = Activation::kLinear;
    options.convolutional = {{4, 5}, 3, downsampling, /*batch_norm=*/true, /*dropout=*/0.4};
    Autoencoder model(Shape{3, 9, 14}, options, make_generator(1, Purpose::kWeights),
                      make_generator(1, Purpose::kDropout));
    for (int i = 0; i < 5; ++i) model->forward(torch::rand({40, 3, 9, 14}));
    model->eval();
    torch::jit::Module encoder = load_plainly(export_encoder(model, metadata_for(options)));
    const torch::NoGradGuard no_grad;
    for (const std::int64_t batch : {1, 7, 300}) {
      const at::Tensor images = torch::rand({batch, 3, 9, 14});
      const at::Tensor expected = model->encode(images);
      const double tolerance = 1e-5 * expected.abs().max().item<double>();
      for (const at::Tensor& input : {images, images.flatten(1)}) {
        const at::Tensor codes = encoder.forward({input}).toTensor();
        ASSERT_EQ(codes.sizes(), (std::vector<std::int64_t>{batch, 6}));
        EXPECT_LE((codes - expected).abs().max().item<double>(), tolerance) << "batch " << batch;
      }
    }
  }
}

TEST(ExportedEncoder, OfAModelWithoutADecoderIsThatOfTheSameWithOne) {
  const ModelOptions options;
  const auto architecture = encoder_only(make_architecture({1, 5, 4}, options));
  const Autoencoder alone(architecture, make_generator(1, Purpose::kWeights),
                          make_generator(1, Purpose::kDropout));
  EXPECT_EQ(export_encoder(alone, metadata_for(options)), exported(options));
}

TEST(ExportedEncoder, OfAConvolutionalModelRefusesImagesOfAnotherShapeByName) {
  const TemporaryFolder folder;
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional.channels = {4};
  const std::string path = (folder.path() / "e.pt").string();
  LoadedEncoder encoder =
      load(folder.write("e.pt", export_encoder(make_model(options), metadata_for(options))));
  EXPECT_EQ(error_of([&] {
              encoder.encode(torch::zeros({2, 1, 4, 5}, at::kByte));
            }).what(),
            path +
                ": its forward fails on images of shape [N, 1, 4, 5]: AssertionError: expected "
                "images of shape [N, 1, 5, 4]");
}

TEST(ExportedEncoder, IsTheSameBytesEachTime) { EXPECT_EQ(exported(), exported()); }

TEST(ExportedEncoder, CarriesItsMetadata) {
  std::istringstream stream(exported());
  torch::jit::ExtraFilesMap files{{"metadata.json", ""}};
  torch::jit::load(stream, at::nullopt, files);
  const auto json = nlohmann::json::parse(files["metadata.json"]);
  EXPECT_EQ(json["format_version"], 2);
  EXPECT_EQ(json["image"]["fit"], "pad");
  EXPECT_EQ(json["input_shape"], (std::vector<int>{1, 5, 4}));
  EXPECT_EQ(json["scale"], (std::vector<double>{10, 200}));
  EXPECT_EQ(json["code_size"], 36);
}

ModelOptions of_groups(std::vector<std::int64_t> hidden) {
  ModelOptions options;
  options.hidden = std::move(hidden);
  options.code = 3;
  options.code_activation = Activation::kLinear;
  return options;
}

EncoderMetadata metadata_of_groups(std::int64_t code_size) {
  EncoderMetadata metadata = metadata_for({});
  metadata.code_size = code_size;
  metadata.groups = 3;
  return metadata;
}

TEST(ExportedEncoder, OfGroupsGivesWhatEntersTheLastLayerAndItsSoftmax) {
  Autoencoder model = make_model(of_groups({9, 5}));
  torch::jit::Module encoder = load_plainly(export_encoder(model, metadata_of_groups(5)));
  const torch::NoGradGuard no_grad;
  const at::Tensor layer = model->encoder()->tensors().rbegin()[1].weight;  // before its activation
  for (const std::int64_t batch : {1, 7, 64}) {
    const at::Tensor images = torch::rand({batch, 1, 5, 4});
    const at::Tensor logits = model->encode(images);
    for (const at::Tensor& input : {images, images.view({batch, 20})}) {
      const at::Tensor features = encoder.forward({input}).toTensor();
      ASSERT_EQ(features.sizes(), (std::vector<std::int64_t>{batch, 5}));
      EXPECT_TRUE(torch::allclose(at::linear(features, layer), logits, 1e-5, 1e-5));
      const at::Tensor probabilities = encoder.get_method("probabilities")({input}).toTensor();
      EXPECT_TRUE(torch::allclose(probabilities, at::softmax(logits, 1), 1e-5, 1e-6));
    }
  }
  EXPECT_FALSE(load_plainly(exported()).find_method("probabilities"));
}

TEST(ExportedEncoder, OfGroupsThatNoLayerNamesIsOurOwnMistake) {
  EXPECT_THROW(export_encoder(make_model(of_groups({9})), metadata_of_groups(8)), c10::Error);
  ModelOptions curved = of_groups({9});
  curved.code_activation = Activation::kRelu;
  EXPECT_THROW(export_encoder(make_model(curved), metadata_of_groups(9)), c10::Error);
}

TEST(ExportedEncoder, OfAVariationalModelGivesTheMeansAndNothingElse) {
  ModelOptions options;
  options.hidden = {9};
  options.code = 6;
  options.code_activation = Activation::kLinear;
  Autoencoder model(variational(make_architecture({1, 5, 4}, options)),
                    make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout));
  const std::string bytes = export_encoder(model, metadata_for(options));
  EXPECT_EQ(bytes, exported(options)) << "other than that of the plain model of the same weights";
  torch::jit::Module encoder = load_plainly(bytes);
  const torch::NoGradGuard no_grad;
  const at::Tensor images = torch::rand({50, 1, 5, 4});
  const at::Tensor codes = encoder.forward({images}).toTensor();
  EXPECT_TRUE(torch::allclose(codes, model->encode_distribution(images).means, 1e-5, 1e-6));
  EXPECT_LT(codes.min().item<float>(), 0);
  EXPECT_TRUE(torch::equal(encoder.forward({images}).toTensor(), codes)) << "drawn at random";
}

TEST(ExportedEncoder, OfCentroidsGivesTheWholeCodeAndStudentsTOfItsDistances) {
  ModelOptions options;
  options.code = 5;
  EncoderMetadata metadata = metadata_for(options);
  metadata.groups = 3;
  Autoencoder model = make_model(options);
  const at::Tensor centroids = torch::rand({3, 5});
  torch::jit::Module encoder = load_plainly(export_encoder(model, metadata, centroids));
  const torch::NoGradGuard no_grad;
  const at::Tensor images = torch::rand({7, 1, 5, 4});
  const at::Tensor codes = model->encode(images);
  EXPECT_TRUE(torch::allclose(encoder.forward({images}).toTensor(), codes));
  const at::Tensor squares = (codes.unsqueeze(1) - centroids).square().sum(2);
  const at::Tensor nearness = 1 / (1 + squares);
  EXPECT_TRUE(torch::allclose(encoder.get_method("probabilities")({images}).toTensor(),
                              nearness / nearness.sum(1, /*keepdim=*/true)));
  EXPECT_THROW(export_encoder(model, metadata, torch::rand({3, 4})), c10::Error);
  EXPECT_THROW(export_encoder(model, metadata, torch::rand({2, 5})), c10::Error);
}

}  // namespace
}  // namespace codegrid
