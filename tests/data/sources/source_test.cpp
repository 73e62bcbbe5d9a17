#include "data/sources/source.hpp"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

SourceImages read(const DataOptions& options, const char* images, const char* labels) {
  return read_source(options, images, labels, [](const std::string&) {});
}

TEST(Source, ReadsWhatTheDataSetSays) {
  const TemporaryFolder folder;
  folder.write("images", idx_bytes({2, 1, 3}, counting_bytes(6)));
  folder.write("labels", idx_bytes({2}, counting_bytes(2)));
  DataOptions options{.dataset = Dataset::kIdx, .root = folder.path()};
  const SourceImages found = read(options, "images", "labels");
  EXPECT_EQ(found.set.images.sizes(), (at::IntArrayRef{2, 1, 1, 3}));
  EXPECT_EQ(found.set.labels.size(0), 2);
  EXPECT_EQ(found.files.size(), 2);
  options.dataset = Dataset::kMnist;
  EXPECT_THROW(read(options, "images", ""), c10::Error);
}

TEST(Source, WantsALabelForEachImage) {
  const TemporaryFolder folder;
  folder.write("images", idx_bytes({2, 1, 3}, counting_bytes(6)));
  folder.write("labels", idx_bytes({1}, counting_bytes(1)));
  const DataOptions options{.dataset = Dataset::kIdx, .root = folder.path()};
  EXPECT_EQ(message_of([&] { read(options, "images", "labels"); }),
            (folder.path() / "labels").string() +
                ": 1 label found, expected 2, one for each image of " +
                (folder.path() / "images").string());
}

}  // namespace
}  // namespace codegrid
