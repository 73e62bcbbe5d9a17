#include "job/named_groups.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "encoder/export.hpp"
#include "job/fixtures.hpp"
#include "refine/lesson_fixtures.hpp"
#include "tensor/npy.hpp"

namespace codegrid {
namespace {

TEST(NamedGroups, AreOrderedByTheirSizesThenByTheirNumbers) {
  EXPECT_EQ(order_by_size(at::tensor({2, 2, 0, 0, 1}, at::kLong), 4),
            (std::vector<std::int64_t>{0, 2, 1, 3}));
}

TEST(NamedGroups, AreThoseOfTheFilesOwnCentroids) {
  ModelOptions shape;
  shape.code = 4;
  Autoencoder model(Shape{1, 8, 8}, shape, make_generator(1, Purpose::kWeights));
  EncoderMetadata metadata;
  metadata.input_shape = {1, 8, 8};
  metadata.image = image_of_shape(metadata.input_shape);
  metadata.code_size = 4;
  metadata.groups = 3;
  metadata.dataset = "idx";
  metadata.config = {{"seed", 1}};
  const at::Tensor centroids = at::rand({3, 4});
  const EncoderFile file =
      EncoderFile::of_bytes("e.pt", export_encoder(model, metadata, centroids));
  const TinyJob tiny;
  Said said;
  const JobContext context(tiny.job, said.progress());
  const at::Tensor codes =
      codes_by(file, images_in_three_groups(20), tiny.folder.path(), context, "codes");
  EXPECT_EQ(codes.sizes(), (std::vector<std::int64_t>{20, 4}));
  EXPECT_TRUE(decode_npy(slurp(tiny.folder.path() / "codes.npy"), "codes.npy").equal(codes));
  EXPECT_TRUE(groups_by(file, codes).equal(at::cdist(codes, centroids).argmin(1)));
}

}  // namespace
}  // namespace codegrid
