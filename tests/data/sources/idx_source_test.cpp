#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "data/fixtures.hpp"
#include "data/sources/source.hpp"

namespace codegrid {
namespace {

TEST(IdxSource, GivesImagesLabelsAndTheRecordOfBothFiles) {
  const TemporaryFolder folder;
  const auto images = folder.write("images", idx_bytes({2, 1, 3}, counting_bytes(6)));
  const auto labels = folder.write("labels.gz", gzip_bytes(idx_bytes({2}, "\x05\x03")));
  const DataOptions options{.dataset = Dataset::kIdx, .root = folder.path()};
  const SourceImages read = read_idx(options, "images", "labels.gz");
  EXPECT_EQ(read.set.images.flatten()[4].item<int>(), 4);
  EXPECT_EQ(read.set.labels[0].item<int>(), 5);
  EXPECT_FALSE(read.set.names);
  ASSERT_EQ(read.files.size(), 2);
  EXPECT_EQ(read.files[0].path, images.string());
  EXPECT_EQ(read.files[1].sha256, sha256_hex(slurp(labels)));
}

TEST(IdxSource, ReadsALabelColumnAndFilesThatHaveWidthBeforeHeight) {
  const TemporaryFolder folder;
  folder.write("images", idx_bytes({1, 2, 3}, counting_bytes(6)));
  folder.write("labels", idx_bytes({1, 2}, "\x05\x03"));
  const DataOptions options{
      .dataset = Dataset::kIdx, .root = folder.path(), .label_column = 1, .transposed = true};
  const SourceImages read = read_idx(options, "images", "labels");
  EXPECT_EQ(read.set.images.sizes(), (at::IntArrayRef{1, 1, 3, 2}));
  EXPECT_EQ(read.set.images.flatten()[1].item<int>(), 3);
  EXPECT_EQ(read.set.labels[0].item<int>(), 3);
}

TEST(IdxSource, NeedsNoLabels) {
  const TemporaryFolder folder;
  folder.write("images", idx_bytes({2, 1, 3}, counting_bytes(6)));
  const DataOptions options{.dataset = Dataset::kIdx, .root = folder.path()};
  EXPECT_FALSE(read_idx(options, "images", {}).set.labels.defined());
}

}  // namespace
}  // namespace codegrid
