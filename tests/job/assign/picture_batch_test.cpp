#include "job/assign/picture_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "job/assign/tiny_clusters.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PictureBatchOf : public testing::Test {
 protected:
  std::string picture(const std::string& name, char value) const {
    return folder.write(name, pnm(2, 2, std::string(4, value))).string();
  }
  TemporaryFolder folder;
  ImageOptions options{.height = 2, .width = 2, .channels = 1};
};

TEST_F(PictureBatchOf, DecodesPicturesInTheirOrder) {
  PictureBatch batch(options, 3);
  for (const char value : {'\5', '\6', '\7'}) {
    EXPECT_FALSE(batch.full());
    batch.add(picture(std::to_string(value) + ".pgm", value));
  }
  EXPECT_TRUE(batch.full());
  ASSERT_EQ(batch.images().sizes(), (std::vector<std::int64_t>{3, 1, 2, 2}));
  for (std::int64_t i = 0; i < 3; ++i) EXPECT_TRUE(batch.images()[i].eq(5 + i).all().item<bool>());
  batch.clear();
  EXPECT_EQ(batch.images().size(0), 0);
}

TEST_F(PictureBatchOf, LeavesOutTheBadOnesAndIsFilledWithOthers) {
  PictureBatch batch(options, 2);
  batch.add(folder.write("text.png", "just some text\n").string());
  batch.add((folder.path() / "missing.png").string());
  batch.add(folder.path().string());
  ::mkfifo((folder.path() / "pipe").c_str(), 0600);
  batch.add((folder.path() / "pipe").string());
  batch.add(picture("good.pgm", 9));
  batch.decode();
  EXPECT_THAT(batch.paths(), ElementsAre((folder.path() / "good.pgm").string()));
  EXPECT_TRUE(batch.images().eq(9).all().item<bool>());
  const auto skipped = batch.take_skipped();
  ASSERT_EQ(skipped.size(), 4U);
  EXPECT_EQ(skipped[0].name, (folder.path() / "text.png").string());
  EXPECT_THAT(skipped[0].reason, HasSubstr("text"));
  EXPECT_EQ(skipped[1].reason, "cannot be read: No such file or directory");
  EXPECT_EQ(skipped[2].reason, "is a folder, expected a picture");
  EXPECT_EQ(skipped[3].reason, "is no regular file, expected a picture");
  EXPECT_TRUE(batch.take_skipped().empty());
}

TEST_F(PictureBatchOf, TakesPicturesLargerThanTheFirstBytesThatAreRead) {
  PictureBatch batch(options, 2);
  batch.add(folder.write("large.pgm", pnm(300, 300, std::string(90000, '\x40'))).string());
  batch.decode();
  ASSERT_EQ(batch.paths().size(), 1U);
  EXPECT_TRUE(batch.images().eq(0x40).all().item<bool>());
}

TEST(FirstBytes, AreOfRegularFilesOnly) {
  const TemporaryFolder folder;
  EXPECT_EQ(first_bytes(folder.write("a", "abcdef").string(), 4), "abcd");
  EXPECT_EQ(first_bytes(folder.write("b", "ab").string(), 4), "ab");
  EXPECT_EQ(first_bytes(folder.path().string(), 4), "");
  EXPECT_EQ(first_bytes("/dev/zero", 4), "");
}

}  // namespace
}  // namespace codegrid
