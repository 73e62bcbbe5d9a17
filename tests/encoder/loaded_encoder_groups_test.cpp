#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>

#include "encoder/fixtures.hpp"
#include "encoder/loaded_encoder.hpp"

namespace codegrid {
namespace {

// A file of `groups` groups by codes of 5, whatever its metadata say.
std::string file_of_groups(EncoderMetadata metadata, std::int64_t groups) {
  ModelOptions options;
  options.hidden = {5};
  options.code = groups;
  options.code_activation = Activation::kLinear;
  metadata.code_size = 5;
  metadata.groups = groups;
  return export_encoder(make_model(options), metadata);
}

TEST(LoadedEncoderGroups, GivesTheLayerOfItsGroups) {
  const TemporaryFolder folder;
  LoadedEncoder encoder = load(folder.write("e.pt", file_of_groups(metadata_for({}), 3)));
  const GroupLayer layer = encoder.group_layer();
  ASSERT_EQ(layer.weights.sizes(), (std::vector<std::int64_t>{3, 5}));
  const at::Tensor bytes = torch::randint(0, 256, {20, 1, 5, 4}, at::kByte);
  std::istringstream stream(slurp(folder.path() / "e.pt"));
  torch::jit::Module module = torch::jit::load(stream);
  const at::Tensor expected =
      module.get_method("probabilities")({metadata_for({}).scale.apply(bytes)}).toTensor();
  const at::Tensor found =
      at::softmax(at::linear(encoder.encode(bytes), layer.weights, layer.biases), 1);
  EXPECT_TRUE(torch::allclose(found, expected, 1e-5, 1e-6));
}

TEST(LoadedEncoderGroups, WithoutGroupsSaysSo) {
  const TemporaryFolder folder;
  const auto path = folder.write("e.pt", exported());
  const Error error = error_of([&] { load(path).group_layer(); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(
      error.what(),
      path.string() +
          ": gives no probabilities of groups (its metadata.json has no \"groups\"); expected "
          "an encoder that a refinement has made");
}

TEST(LoadedEncoderGroups, RefusesGroupsThatItsLayerDoesNotHave) {
  const TemporaryFolder folder;
  const EncoderFile file =
      EncoderFile::read(folder.write("e.pt", file_of_groups(metadata_for({}), 3)));
  const auto refusal = [&](std::int64_t groups, std::int64_t code_size) {
    EncoderMetadata metadata = file.metadata();
    metadata.groups = groups;
    metadata.code_size = code_size;
    return std::string(
        error_of([&] { LoadedEncoder(file, metadata, at::kCPU).group_layer(); }).what());
  };
  EXPECT_EQ(refusal(4, 5), file.name() +
                               ": its metadata.json says 4 groups, but its groups_weight is no "
                               "tensor of finite float32 [4, 5]");
  EXPECT_EQ(refusal(3, 6), file.name() +
                               ": its metadata.json says 3 groups, but its groups_weight is no "
                               "tensor of finite float32 [3, 6]");
  EXPECT_EQ(refusal(4, 0), file.name() +
                               ": its metadata.json says 4 groups, but its groups_weight is no "
                               "tensor of finite float32 [4, D]");
  EncoderMetadata any = file.metadata();
  any.code_size = 0;
  EXPECT_EQ(LoadedEncoder(file, any, at::kCPU).group_layer().weights.size(1), 5);
}

TEST(LoadedEncoderGroups, GivesTheCentroidsThatNameItsGroups) {
  const TemporaryFolder folder;
  ModelOptions options;
  options.code = 5;
  EncoderMetadata metadata = metadata_for(options);
  metadata.groups = 3;
  const at::Tensor centroids = torch::rand({3, 5});
  const EncoderFile file = EncoderFile::read(
      folder.write("e.pt", export_encoder(make_model(options), metadata, centroids)));
  const GroupLayer layer = LoadedEncoder(file, metadata, at::kCPU).group_layer();
  EXPECT_TRUE(layer.centroids.equal(centroids));
  EXPECT_FALSE(layer.weights.defined() || layer.biases.defined());
  metadata.groups = 4;
  const Error error = error_of([&] { LoadedEncoder(file, metadata, at::kCPU).group_layer(); });
  EXPECT_EQ(error.what(), file.name() +
                              ": its metadata.json says 4 groups, but its groups_centroids is no "
                              "tensor of finite float32 [4, 5]");
}

}  // namespace
}  // namespace codegrid
