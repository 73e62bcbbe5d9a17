#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>

#include "core/digest.hpp"
#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

Autoencoder make_model(const ModelOptions& options) {
  return Autoencoder(std::vector<std::int64_t>{1, 5, 4}, options,
                     make_generator(1, Purpose::kWeights));
}

EncoderMetadata metadata_for(const ModelOptions& options) {
  EncoderMetadata metadata;
  metadata.input_shape = {1, 5, 4};
  metadata.scale = {10, 200};
  metadata.code_size = options.code;
  metadata.dataset = "idx";
  metadata.losses = {"binary_cross_entropy", 0.6, 0.55, 0.5};
  metadata.config = {{"seed", 1}};
  metadata.versions = {"x", "y"};
  return metadata;
}

std::string exported(const ModelOptions& options = {}) {
  return export_encoder(make_model(options), metadata_for(options));
}

torch::jit::Module load_plainly(const std::string& bytes) {
  std::istringstream stream(bytes);
  return torch::jit::load(stream);
}

LoadedEncoder load(const std::filesystem::path& path) {
  const EncoderFile file = EncoderFile::read(path);
  return {file, file.metadata(), at::kCPU};
}

Error load_error(const TemporaryFolder& folder, const std::string& bytes) {
  const auto path = folder.write("encoder.pt", bytes);
  return error_of([&] { load(path); });
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
  for (const Downsampling downsampling : {Downsampling::kPool, Downsampling::kStride}) {
    ModelOptions options;
    options.kind = ModelKind::kConvolutional;
    options.code = 6;
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
  EXPECT_EQ(json["format_version"], 1);
  EXPECT_EQ(json["input_shape"], (std::vector<int>{1, 5, 4}));
  EXPECT_EQ(json["scale"], (std::vector<double>{10, 200}));
  EXPECT_EQ(json["code_size"], 36);
}

TEST(LoadedEncoder, EncodesBytesAsTheMetadataScaleThem) {
  const TemporaryFolder folder;
  ModelOptions options;
  LoadedEncoder encoder = load(folder.write("e.pt", exported()));
  const at::Tensor bytes = torch::randint(0, 256, {20'000, 1, 5, 4}, at::kByte);
  const at::Tensor codes = encoder.encode(bytes);
  const torch::NoGradGuard no_grad;
  const at::Tensor scaled = ((bytes.to(at::kFloat) - 10) / 190).clamp(0, 1);
  const at::Tensor expected = make_model(options)->encode(scaled);
  EXPECT_TRUE(torch::allclose(codes, expected, 1e-5, 1e-5));
}

TEST(LoadedEncoder, HandsCodesOnInOrderAndNoMoreThanSomeThousandAtOnce) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = load(folder.write("e.pt", exported()));
  const at::Tensor bytes = torch::randint(0, 256, {20'000, 1, 5, 4}, at::kByte);
  std::vector<at::Tensor> taken;
  encoder.encode(bytes, [&](const at::Tensor& codes) {
    EXPECT_TRUE(codes.is_contiguous());
    EXPECT_LE(codes.size(0), 10'000);
    taken.push_back(codes.clone());
  });
  EXPECT_TRUE(at::cat(taken).equal(encoder.encode(bytes)));
}

TEST(LoadedEncoder, SaysWhenItsForwardFails) {
  const TemporaryFolder folder;
  const auto path = folder.write("e.pt", exported());
  LoadedEncoder encoder = load(path);
  const Error error = error_of([&] { encoder.encode(torch::zeros({2, 1, 4, 6}, at::kByte)); });
  EXPECT_TRUE(
      std::string(error.what())
          .starts_with(path.string() +
                       ": its forward fails on images of shape [N, 1, 4, 6]: RuntimeError: "))
      << error.what();
  EXPECT_EQ(error.code(), ExitCode::kBadData);
}

TEST(LoadedEncoder, RefusesWhatIsNoEncoder) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "encoder.pt").string();
  const Error missing = error_of([&] { load(path); });
  EXPECT_EQ(missing.what(), path + ": cannot read: No such file or directory");
  EXPECT_EQ(missing.code(), ExitCode::kBadData);
  EXPECT_EQ(load_error(folder, "").what(), path + ": empty; expected an encoder file (encoder.pt)");
  const std::string text = load_error(folder, "just some text\n").what();
  EXPECT_TRUE(text.starts_with(
      path + ": not a whole TorchScript file; expected an encoder.pt of codegrid-train ("))
      << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(LoadedEncoder, RefusesATorchScriptFileWithoutOurMetadata) {
  const TemporaryFolder folder;
  torch::jit::Module module("Other");
  module.define("def forward(self, x: Tensor) -> Tensor:\n  return x\n");
  std::ostringstream stream;
  module.save(stream);
  EXPECT_EQ(load_error(folder, stream.str()).what(),
            (folder.path() / "encoder.pt").string() +
                ": a TorchScript file without metadata.json inside; expected an encoder.pt of "
                "codegrid-train");
}

// `bytes` with `value` as 4 little-endian bytes from `at` on.
std::string with_size_at(std::string bytes, std::size_t at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
  return bytes;
}

TEST(EncoderFile, ARecordThatClaimsMoreThanTheFileIsRefusedBeforeMemoryIsTaken) {
  const TemporaryFolder folder;
  const std::string bytes = exported();
  // An entry of a ZIP's directory: PK\1\2, and 20 and 24 bytes on its packed and its own size.
  std::size_t entries = 0;
  for (auto at = bytes.find("PK\x01\x02"); at != std::string::npos;
       at = bytes.find("PK\x01\x02", at + 1)) {
    ++entries;
    const std::filesystem::path path =
        folder.write("e.pt", with_size_at(bytes, at + 24, 0x7fffffff));
    const Error error = error_of([&] { EncoderFile::read(path); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_THAT(error.what(), testing::HasSubstr("claims 2147483647 bytes, of a file of "));
  }
  EXPECT_GE(entries, 5U);
}

TEST(EncoderFile, TellsItsMetadataWithoutBeingLoaded) {
  const TemporaryFolder folder;
  const EncoderFile file = EncoderFile::read(folder.write("e.pt", exported()));
  EXPECT_EQ(to_json(file.metadata()), to_json(metadata_for({})));
  EXPECT_EQ(file.sha256(), sha256_hex(exported()));
}

TEST(LoadedEncoder, TakesAnyCodeSizeWhereNoneIsKnown) {
  const TemporaryFolder folder;
  const EncoderFile file = EncoderFile::read(folder.write("e.pt", exported()));
  EncoderMetadata metadata = file.metadata();
  metadata.code_size = 0;
  LoadedEncoder encoder(file, metadata, at::kCPU);
  EXPECT_EQ(encoder.encode(torch::zeros({3, 1, 5, 4}, at::kByte)).sizes(),
            (std::vector<std::int64_t>{3, 36}));
}

// A TorchScript file without metadata whose forward is `body`, where any code size will do.
LoadedEncoder foreign_encoder(const TemporaryFolder& folder, const std::string& body) {
  torch::jit::Module module("Other");
  module.define("def forward(self, x: Tensor) -> Tensor:\n  return " + body + "\n");
  std::ostringstream stream;
  module.save(stream);
  EncoderMetadata metadata = metadata_for({});
  metadata.code_size = 0;
  return {EncoderFile::read(folder.write("e.pt", stream.str())), metadata, at::kCPU};
}

TEST(LoadedEncoder, GivesFloatWhateverTypeTheFileGives) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = foreign_encoder(folder, "x.flatten(1).double()");
  const at::Tensor images = torch::randint(0, 256, {3, 1, 5, 4}, at::kByte);
  int times = 0;
  encoder.encode(images, [&](const at::Tensor& codes) {
    ++times;
    EXPECT_EQ(codes.scalar_type(), at::kFloat);
    EXPECT_TRUE(codes.equal(metadata_for({}).scale.apply(images).flatten(1)));
  });
  EXPECT_EQ(times, 1);
}

TEST(LoadedEncoder, TakesCodesThatAreSqueezed) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = foreign_encoder(folder, "x.flatten(1).unsqueeze(1).squeeze()");
  EXPECT_EQ(encoder.encode(torch::zeros({3, 1, 5, 4}, at::kByte)).sizes(),
            (std::vector<std::int64_t>{3, 20}));
}

TEST(LoadedEncoder, RefusesCodesWithoutValuesOrOfAnotherShapeWhereNoSizeIsKnown) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "e.pt").string();
  const auto refusal = [&](const std::string& body) {
    LoadedEncoder encoder = foreign_encoder(folder, body);
    return error_of([&] { encoder.encode(torch::zeros({3, 1, 5, 4}, at::kByte)); });
  };
  EXPECT_EQ(refusal("x.flatten(1)[:, :0]").what(),
            path + ": gives codes of shape [2, 0], expected [2, D]");
  EXPECT_EQ(refusal("x").what(), path + ": gives codes of shape [2, 1, 5, 4], expected [2, D]");
  EXPECT_EQ(refusal("x").code(), ExitCode::kBadData);
}

TEST(LoadedEncoder, GivesTheReasonOfAForwardThatRaises) {
  const TemporaryFolder folder;
  torch::jit::Module module("Other");
  module.define("def forward(self, x: Tensor) -> Tensor:\n  assert False, 'too dark'\n");
  std::ostringstream stream;
  module.save(stream);
  const auto path = folder.write("e.pt", stream.str());
  LoadedEncoder encoder(EncoderFile::read(path), metadata_for({}), at::kCPU);
  const Error error = error_of([&] { encoder.encode(torch::zeros({2, 1, 5, 4}, at::kByte)); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(),
            path.string() +
                ": its forward fails on images of shape [N, 1, 5, 4]: AssertionError: too dark");
}

TEST(LoadedEncoder, RefusesTruncatedFiles) {
  const TemporaryFolder folder;
  const std::string bytes = exported();
  for (const std::size_t length :
       {std::size_t{1}, std::size_t{4}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_EQ(load_error(folder, bytes.substr(0, length)).code(), ExitCode::kBadData) << length;
  }
}

TEST(LoadedEncoder, RefusesAFileThatGivesAnotherCodeThanItSays) {
  const TemporaryFolder folder;
  EncoderMetadata wrong = metadata_for({});
  wrong.code_size = 35;
  const auto path = folder.write("e.pt", export_encoder(make_model({}), wrong));
  LoadedEncoder encoder = load(path);
  EXPECT_EQ(error_of([&] {
              encoder.encode(torch::zeros({2, 1, 5, 4}, at::kByte));
            }).what(),
            path.string() + ": gives codes of shape [2, 36], expected [2, 35]");
}

}  // namespace
}  // namespace codegrid
