#include "job/student_job.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "config/run_files.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/fixtures.hpp"
#include "refine/lesson_fixtures.hpp"
#include "tensor/npy.hpp"
#include "train/checkpoint.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

class StudentJob : public testing::Test {
 protected:
  void train(const fs::path& folder) {
    EncoderMetadata metadata;
    metadata.input_shape = {1, 8, 8};
    metadata.image = image_of_shape(metadata.input_shape);
    metadata.dataset = "idx";
    metadata.config = {{"seed", 1}};
    train_student({tiny_.folder.path(), folder, small_lesson(), options_, {}, 5, metadata},
                  JobContext(tiny_.job, said_.progress()));
  }

  TinyJob tiny_;
  Said said_;
  RefinementOptions options_ = small_refinement();
};

TEST_F(StudentJob, LeavesAnEncoderItsFeaturesAndItsGroups) {
  const fs::path folder = tiny_.folder.path() / "student";
  train(folder);
  const EncoderFile file = EncoderFile::read(folder / run_files::kEncoder);
  const EncoderMetadata metadata = file.metadata();
  EXPECT_EQ(metadata.groups, 3);
  EXPECT_EQ(metadata.losses.kind, "cross_entropy");
  EXPECT_TRUE(std::isnan(metadata.losses.test_loss));
  LoadedEncoder encoder(file, metadata, at::kCPU);
  const at::Tensor features = decode_npy(slurp(folder / "codes.npy"), "codes.npy");
  EXPECT_TRUE(encoder.encode(images_in_three_groups(60)).equal(features));
  const GroupLayer layer = encoder.group_layer();
  const at::Tensor groups = decode_npy(slurp(folder / "groups.npy"), "groups.npy");
  EXPECT_TRUE(at::linear(features, layer.weights, layer.biases).argmax(1).equal(groups));
}

TEST_F(StudentJob, DoesNothingWhereItIsDone) {
  const fs::path folder = tiny_.folder.path() / "student";
  tiny_.folder.write("student/encoder.pt", "there already");
  train(folder);
  EXPECT_EQ(slurp(folder / "encoder.pt"), "there already");
  EXPECT_FALSE(fs::exists(folder / "codes.npy"));
}

TEST_F(StudentJob, GoesOnFromItsLastCheckpointToTheSameBits) {
  const fs::path whole = tiny_.folder.path() / "whole";
  train(whole);
  // One that was killed in its fifth epoch: two checkpoints, and rows beyond them.
  const fs::path killed = tiny_.folder.path() / "killed";
  fs::copy(whole, killed, fs::copy_options::recursive);
  for (const char* name :
       {"encoder.pt", "codes.npy", "groups.npy", "checkpoints/epoch-0006.safetensors"})
    ASSERT_TRUE(fs::remove(killed / name)) << name;
  train(killed);
  EXPECT_NE(said_.words().find("the student goes on after 5 epochs\n"), std::string::npos);
  for (const char* name : {"encoder.pt", "codes.npy", "groups.npy"})
    EXPECT_EQ(slurp(killed / name), slurp(whole / name)) << name;
}

}  // namespace
}  // namespace codegrid
