#include "job/code_files.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "cluster/unit_length.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "encoder/export.hpp"
#include "support/fixtures.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kImages = 10'000;  // more than the encoder hands on at once

class CodeFiles : public testing::Test {
 protected:
  CodeFiles() {
    ModelOptions shape;
    shape.code = 3;
    const Autoencoder model(std::vector<std::int64_t>{1, 4, 5}, shape,
                            make_generator(1, Purpose::kWeights));
    metadata_.input_shape = model->image_shape();
    metadata_.code_size = shape.code;
    metadata_.config = {{"seed", 1}};
    folder_.write("encoder.pt", export_encoder(model, metadata_));
  }

  LoadedEncoder encoder() const {
    return {EncoderFile::read(folder_.path() / "encoder.pt"), metadata_, at::kCPU};
  }
  at::Tensor write(Normalize normalize) {
    LoadedEncoder loaded = encoder();
    return write_codes(loaded, images_, normalize, out_.path(), "codes.npy",
                       [this](std::int64_t done) { done_ = done; });
  }

  TemporaryFolder folder_;
  TemporaryFolder out_;
  EncoderMetadata metadata_;
  at::Tensor images_ = at::randint(0, 256, {kImages, 1, 4, 5}, at::kByte);
  std::int64_t done_ = 0;
};

TEST_F(CodeFiles, OfWhichSomeHaveNoNameLeaveNothingWhereSomethingFails) {
  LoadedEncoder loaded = encoder();
  EXPECT_THROW(write_codes(loaded, images_, Normalize::kL2, out_.path(), "codes.npy",
                           [](std::int64_t) { throw run_error("stopped"); }),
               Error);
  EXPECT_TRUE(std::filesystem::is_empty(out_.path()));
  // As a process leaves it that is killed before it removes the name.
  out_.write(".unit_length.npy.tmp", "whole");
  remove_leftovers(out_.path());
  EXPECT_TRUE(std::filesystem::is_empty(out_.path()));
}

TEST_F(CodeFiles, HoldTheEncodersCodes) {
  const at::Tensor codes = write(Normalize::kNone);
  EXPECT_TRUE(codes.equal(encoder().encode(images_)));
  EXPECT_EQ(slurp(out_.path() / "codes.npy"), encode_npy(codes));
  EXPECT_EQ(done_, kImages);
}

TEST_F(CodeFiles, AtUnitLengthLeaveOnlyTheEncodersOnes) {
  const at::Tensor codes = write(Normalize::kL2);
  const at::Tensor encoded = encoder().encode(images_);
  EXPECT_TRUE(codes.equal(unit_length(encoded)));
  EXPECT_EQ(slurp(out_.path() / "codes.npy"), encode_npy(encoded));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out_.path()), {}), 1);
}

TEST(CodeFilesOf, SeveralEncodersAreNumbered) {
  EXPECT_EQ(file_of_encoder("codes.npy", 0), "codes.npy");
  EXPECT_EQ(file_of_encoder("codes.npy", 1), "codes_2.npy");
  EXPECT_EQ(file_of_encoder("code_index.bin", 2), "code_index_3.bin");
}

TEST(CodeFilesOf, SeveralEncodersStandSideBySideAndLeaveNoFile) {
  const TemporaryFolder folder;
  const at::Tensor one = at::rand({20'000, 3});  // more than are copied together
  const at::Tensor other = at::rand({20'000, 2});
  const at::Tensor joint = join_codes({one, other}, folder.path());
  EXPECT_TRUE(joint.equal(at::cat({one, other}, 1)));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_TRUE(join_codes({one}, folder.path()).is_same(one));
}

}  // namespace
}  // namespace codegrid
