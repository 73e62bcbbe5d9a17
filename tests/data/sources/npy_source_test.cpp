#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "data/fixtures.hpp"
#include "data/sources/source.hpp"
#include "tensor/npy.hpp"

namespace codegrid {
namespace {

TEST(NpySource, GivesImagesAndLabelsUnderTheRoot) {
  const TemporaryFolder folder;
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 3), }";
  header.resize(117, ' ');
  header += '\n';
  folder.write("images.npy",
               std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + counting_bytes(6));
  folder.write("labels.npy", encode_npy(at::tensor({4, 2}, at::kLong)));
  const DataOptions options{.dataset = Dataset::kNpy, .root = folder.path()};
  const SourceImages read = read_npy(options, "images.npy", "labels.npy");
  EXPECT_EQ(read.set.images.sizes(), (at::IntArrayRef{2, 1, 1, 3}));
  EXPECT_EQ(read.set.images.flatten()[5].item<int>(), 5);
  EXPECT_TRUE(read.set.labels.equal(at::tensor({4, 2}, at::kLong)));
  EXPECT_EQ(read.files.size(), 2);
  EXPECT_FALSE(read_npy(options, "images.npy", {}).set.labels.defined());
}

}  // namespace
}  // namespace codegrid
