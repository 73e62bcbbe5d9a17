#include "job/encode_images.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "encoder/export.hpp"
#include "job/fixtures.hpp"
#include "job/joint_encoders.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class EncodeImages : public testing::Test {
 protected:
  // Writes an encoder of images of {1, height, 5}.
  fs::path write_encoder(const std::string& name, std::int64_t code, std::int64_t height = 4,
                         bool invert = false) const {
    ModelOptions shape;
    shape.code = code;
    const Autoencoder model(std::vector<std::int64_t>{1, height, 5}, shape,
                            make_generator(1, Purpose::kWeights));
    EncoderMetadata metadata;
    metadata.input_shape = model->image_shape();
    metadata.image = {.height = height, .width = 5, .channels = 1, .invert = invert};
    metadata.code_size = code;
    metadata.config = {{"seed", 1}};
    return folder_.write(name, export_encoder(model, metadata));
  }
  ClusteringRequest request(const fs::path& first, const fs::path& other) const {
    ClusteringRequest made;
    made.encoder = first;
    made.job.device = "cpu";
    made.out = folder_.path() / "out";
    made.others = {{other}};
    return made;
  }

  TemporaryFolder folder_;
  ImageSet images_{at::randint(0, 256, {50, 1, 4, 5}, at::kByte), {}};
  Said said_;
};

TEST_F(EncodeImages, ByEachEncoderInItsOrder) {
  const ClusteringRequest both = request(write_encoder("a.pt", 3), write_encoder("b.pt", 7));
  EXPECT_NO_THROW(require_joinable(both));
  const std::vector<EncoderFile> files = read_encoders(both);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].name(), both.others[0].encoder.string());
  const auto metadata = check_encoders(files, both, images_, said_.progress());
  const JobContext context(both.job, said_.progress());
  KnownImagesWriter known(50);
  const auto codes = encode_images(files, metadata, images_.images, context, folder_.path(), known);
  ASSERT_EQ(codes.size(), 2U);
  EXPECT_EQ(codes[1].sizes(), (std::vector<std::int64_t>{50, 7}));
  EXPECT_TRUE(
      codes[0].equal(LoadedEncoder(files[0], metadata[0], at::kCPU).encode(images_.images)));
  EXPECT_TRUE(fs::exists(folder_.path() / "codes.npy"));
  EXPECT_TRUE(fs::exists(folder_.path() / "codes_2.npy"));
  EXPECT_EQ(known.size(), 50) << "each image once";
}

TEST_F(EncodeImages, OfOtherShapesOrBroughtIntoThemOtherwiseIsRefused) {
  const fs::path first = write_encoder("a.pt", 3);
  const auto refusal = [&](const fs::path& other, bool trust) {
    ClusteringRequest both = request(first, other);
    both.trust = trust;
    const Error error =
        error_of([&] { check_encoders(read_encoders(both), both, images_, said_.progress()); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return std::string(error.what());
  };
  EXPECT_THAT(refusal(write_encoder("b.pt", 3, 6), false),
              HasSubstr("b.pt: takes images of shape [1, 6, 5], but the data's are [1, 4, 5]"));
  EXPECT_THAT(refusal(write_encoder("b.pt", 3, 6), true),
              HasSubstr("b.pt: takes images of shape [1, 6, 5], but " + first.string() +
                        " takes [1, 4, 5]; encoders of one graph must take the same images"));
  EXPECT_THAT(refusal(write_encoder("c.pt", 3, 4, true), false),
              HasSubstr("c.pt: brings pictures into its shape in another way than " +
                        first.string() + " (data.image); encoders"));
}

TEST_F(EncodeImages, NamesTheEncodersInTheResultsWhereThereAreSeveral) {
  ClusteringRequest both = request(write_encoder("a.pt", 3), write_encoder("b.pt", 7));
  write_encoders(folder_.path(), both, {"aa", "bb"});
  EXPECT_EQ(read_joint_encoders(folder_.path())[1].sha256, "bb");
  fs::remove(folder_.path() / "encoders.json");
  both.others.clear();
  write_encoders(folder_.path(), both, {"aa"});
  EXPECT_FALSE(fs::exists(folder_.path() / "encoders.json"));
}

TEST_F(EncodeImages, NeedsPathsThatCanBeRecordedOnlyOfSeveral) {
  ClusteringRequest odd = request("a.pt", "\xff.pt");
  EXPECT_EQ(error_of([&] { require_joinable(odd); }).code(), ExitCode::kUsage);
  odd.encoder = "\xff.pt";
  odd.others.clear();
  EXPECT_NO_THROW(require_joinable(odd));
}

}  // namespace
}  // namespace codegrid
