#include "data/similar_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "data/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

class SimilarFile : public testing::Test {
 protected:
  // What is said where `name` is missing beside a file `other`.
  std::string missing(const std::string& name, const std::string& other) const {
    const TemporaryFolder folder;
    folder.write(other, "");
    const fs::path path = folder.path() / name;
    const std::string message = message_of([&] { require_file(path); });
    const std::string start = path.string() + ": cannot read: No such file or directory";
    EXPECT_EQ(message.substr(0, start.size()), start);
    return message.substr(std::min(start.size(), message.size()));
  }
};

TEST_F(SimilarFile, IsNamedWhereOnlyThePackingDiffers) {
  EXPECT_EQ(missing("images", "images.gz"), "; did you mean images.gz, in the same folder?");
  EXPECT_EQ(missing("images.gz", "images"), "; did you mean images, in the same folder?");
}

TEST_F(SimilarFile, IsNamedWhereOnlySignsOrALetterDiffer) {
  EXPECT_EQ(missing("train-images-idx3-ubyte.gz", "train-images.idx3-ubyte"),
            "; did you mean train-images.idx3-ubyte, in the same folder?");
  EXPECT_EQ(missing("images.gz", "imags.gz"), "; did you mean imags.gz, in the same folder?");
  EXPECT_EQ(missing("Images", "images"), "; did you mean images, in the same folder?");
}

TEST_F(SimilarFile, IsNotNamedWhereThereIsNone) {
  EXPECT_EQ(missing("images", "labels"), "");
  EXPECT_EQ(missing("none/images", "images"), "");
}

TEST_F(SimilarFile, IsNoHiddenOneForAFileThatIsNone) {
  EXPECT_EQ(missing("images", ".images"), "");
  EXPECT_EQ(missing("images.gz", ".images.gz.swp"), "");
  EXPECT_EQ(missing(".images", ".images.gz"), "; did you mean .images.gz, in the same folder?");
}

TEST_F(SimilarFile, NoFolderIsOne) { EXPECT_EQ(missing("images", "images.gz/x"), ""); }

TEST_F(SimilarFile, IsNotLookedForWhereTheFileIsThere) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(require_file(folder.write("images", "")));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_NO_THROW(require_file(folder.path() / "pipe"));
}

}  // namespace
}  // namespace codegrid
