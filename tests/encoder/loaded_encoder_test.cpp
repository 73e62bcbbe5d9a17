#include "encoder/loaded_encoder.hpp"

#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <sstream>

#include "encoder/fixtures.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

Error load_error(const TemporaryFolder& folder, const std::string& bytes) {
  const auto path = folder.write("encoder.pt", bytes);
  return error_of([&] { load(path); });
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

TEST(LoadedEncoderDeathTest, StopsBetweenTwoBatches) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = load(folder.write("e.pt", exported()));
  expect_to_stop({[&] { encoder.encode(torch::zeros({20, 1, 5, 4}, at::kByte)); }});
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
  EXPECT_TRUE(
      text.starts_with(path + ": no TorchScript file; expected an encoder.pt of codegrid-train ("))
      << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(LoadedEncoder, RefusesATorchScriptFileWithoutOurMetadata) {
  const TemporaryFolder folder;
  EXPECT_EQ(load_error(folder, foreign_file("x")).what(),
            (folder.path() / "encoder.pt").string() +
                ": a TorchScript file without metadata.json inside; expected an encoder.pt of "
                "codegrid-train");
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
  EncoderMetadata metadata = metadata_for({});
  metadata.code_size = 0;
  return {EncoderFile::read(folder.write("e.pt", foreign_file(body))), metadata, at::kCPU};
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

// How a file is refused whose code calls `to`.
Error refusal_of_call(const TemporaryFolder& folder, const std::string& to) {
  const auto path =
      folder.write("e.pt", with_code_changed(foreign_file("torch.relu(x)"), "torch.relu(x)", to));
  return error_of([&] { LoadedEncoder(EncoderFile::read(path), metadata_for({}), at::kCPU); });
}

TEST(LoadedEncoder, NamesTheOperatorThatLibTorchDoesNotHave) {
  const TemporaryFolder folder;
  const Error error = refusal_of_call(folder, "ops.other.relu(x)");
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(),
            (folder.path() / "e.pt").string() +
                ": LibTorch cannot load it: Unknown builtin op: other::relu. (at: return "
                "ops.other.relu(x)); expected TorchScript that needs nothing but LibTorch, such as "
                "an encoder.pt of codegrid-train");
}

TEST(LoadedEncoder, NamesTheOperatorThatIsCalledInAWrongWay) {
  const TemporaryFolder folder;
  const std::string said = refusal_of_call(folder, "torch.relu(0)").what();
  EXPECT_NE(said.find("torch.relu(0)"), std::string::npos) << said;
  EXPECT_EQ(said.find("whole"), std::string::npos) << said;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

TEST(LoadedEncoder, NamesTheDeviceThatItsCodeAsksFor) {
  const TemporaryFolder folder;
  const std::string on_cpu = foreign_file("x.flatten(1).to(torch.device('cpu:0'))");
  EXPECT_EQ(EncoderFile::read(folder.write("e.pt", on_cpu)).device_in_code(), "");
  const auto path = folder.write("e.pt", with_code_changed(on_cpu, "cpu:0", "cuda:0"));
  const EncoderFile file = EncoderFile::read(path);
  EXPECT_EQ(file.device_in_code(), "cuda:0");
  LoadedEncoder encoder(file, metadata_for({}), at::kCPU);
  EXPECT_EQ(
      error_of([&] {
        encoder.encode(torch::zeros({2, 1, 5, 4}, at::kByte));
      }).what(),
      path.string() +
          ": its code asks for the device cuda:0 itself, which this run does not use; trace or "
          "script the module on the CPU and save it again, or use --set device=cuda on a "
          "machine with a GPU");
}

// Memory that is really not there would end a program under the address sanitizer.
TEST(LoadedEncoder, SaysWhenMemoryIsShortAndHowMuchItsForwardAskedFor) {
  const TemporaryFolder folder;
  torch::jit::Module module("Other");
  module.define(
      "def forward(self, x: Tensor) -> Tensor:\n  assert False, \"DefaultCPUAllocator: can't "
      "allocate memory: you tried to allocate 3435973836 bytes. Error code 12\"\n");
  std::ostringstream stream;
  module.save(stream);
  const auto path = folder.write("e.pt", stream.str());
  for (const auto& [advised, option] : {std::pair(AdvisedOptions::kOfConfig, "--set threads"),
                                        std::pair(AdvisedOptions::kOfAssign, "--threads")}) {
    LoadedEncoder encoder(EncoderFile::read(path), metadata_for({}), at::kCPU, advised);
    const Error error = error_of([&] { encoder.encode(torch::zeros({2, 1, 5, 4}, at::kByte)); });
    EXPECT_EQ(error.code(), ExitCode::kFailed);
    EXPECT_EQ(error.what(),
              path.string() +
                  ": out of memory: 3.2 GiB were asked for at once, by its forward for 2 images of "
                  "shape [1, 5, 4]; every thread encodes so many at a time: lower " +
                  option + ", or free memory");
  }
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

TEST(LoadedEncoder, RoundsGiveTheBitsOfAllImagesAtOnce) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = load(folder.write("e.pt", exported()));
  const std::int64_t round = encoder.round_images();
  const at::Tensor images = torch::randint(0, 256, {2 * round + 7, 1, 5, 4}, at::kByte);
  const at::Tensor all = encoder.encode(images);
  for (std::int64_t first = 0; first < images.size(0); first += round) {
    const std::int64_t end = std::min(images.size(0), first + round);
    EXPECT_TRUE(encoder.encode(images.slice(0, first, end)).equal(all.slice(0, first, end)));
  }
}

}  // namespace
}  // namespace codegrid
