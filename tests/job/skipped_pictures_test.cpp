#include "job/skipped_pictures.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

ImageSet images(std::int64_t count) { return {at::zeros({count, 3, 1, 1}, at::kByte), {}}; }

TEST(SkippedPictures, AreATableOfPathsAndReasonsInAnyBytes) {
  EXPECT_EQ(skipped_csv({{"a/b.png", "is truncated: 10 of 20 rows"},
                         {"x, \"y\"\n.jpg", "is empty"},
                         {"caf\xe9.png", "is a link that leads back, into itself"}}),
            "path,reason\n"
            "a/b.png,is truncated: 10 of 20 rows\n"
            "\"x, \"\"y\"\"\n.jpg\",is empty\n"
            "caf\xe9.png,\"is a link that leads back, into itself\"\n");
}

TEST(SkippedPictures, HaveAFileOnlyWhereThereAreAny) {
  const TemporaryFolder folder;
  write_skipped(folder.path(), {});
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  write_skipped(folder.path(), {{"a.png", "is empty"}});
  EXPECT_EQ(slurp(folder.path() / "skipped.csv"), "path,reason\na.png,is empty\n");
}

TEST(SkippedPictures, AreCountedAmongAllThatWereThere) {
  Splits data;
  data.train = images(9);
  EXPECT_EQ(skipped_note(data), "");
  data.skipped = {{"a", "is empty"}};
  EXPECT_EQ(skipped_note(data), "1 of 10 pictures is left out; see skipped.csv");
  data.skipped.push_back({"b", "is a folder that cannot be read: Permission denied", true});
  EXPECT_EQ(skipped_note(data),
            "1 of 10 pictures is left out; 1 folder cannot be read; see skipped.csv");
  data.skipped.erase(data.skipped.begin());
  EXPECT_EQ(skipped_note(data), "1 folder cannot be read; see skipped.csv");
  data.skipped.assign(20, {"a", "is empty"});
  data.train = images(7980);
  data.validation = images(1000);
  data.test = images(1000);
  EXPECT_EQ(skipped_note(data), "20 of 10,000 pictures are left out; see skipped.csv");
}

}  // namespace
}  // namespace codegrid
