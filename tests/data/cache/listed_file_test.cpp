#include "data/cache/listed_file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/cache/listed_pictures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

class ListedFile : public testing::Test {
 protected:
  std::string refusal(const ListedPicture& picture) {
    const Error error = error_of([&] { read_listed_file(place.path(), picture, buffer); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  std::string path(const std::string& name) const { return (place.path() / name).string(); }

  TemporaryFolder place;
  std::vector<char> buffer;
};

TEST_F(ListedFile, IsReadWhole) {
  const std::string bytes = ppm_picture(200, 7);
  place.write("a.ppm", bytes);
  EXPECT_EQ(read_listed_file(place.path(), listed(place.path(), "a.ppm"), buffer).bytes, bytes);
  // The buffer is then larger than the next file.
  place.write("b.ppm", ppm_picture(2, 7));
  EXPECT_EQ(read_listed_file(place.path(), listed(place.path(), "b.ppm"), buffer).bytes,
            ppm_picture(2, 7));
  place.write("empty", "");
  EXPECT_EQ(read_listed_file(place.path(), listed(place.path(), "empty"), buffer).bytes, "");
}

TEST_F(ListedFile, OfWhatIsNoPictureOnlyTheStartIsRead) {
  place.write("film", std::string(1 << 20, 'x'));
  const ReadPicture read = read_listed_file(place.path(), listed(place.path(), "film"), buffer);
  EXPECT_EQ(read.problem, "");
  EXPECT_LT(read.bytes.size(), 100'000);
}

TEST_F(ListedFile, OneThatIsGoneOrHasChangedIsNamed) {
  place.write("a.ppm", ppm_picture(4, 7));
  const ListedPicture before = listed(place.path(), "a.ppm");
  const std::string advice = "; start again, when nobody writes to the pictures";

  place.write("a.ppm", ppm_picture(5, 7));
  EXPECT_EQ(refusal(before), path("a.ppm") +
                                 ": has changed since the pictures were listed: 86 "
                                 "bytes found, 59 expected" +
                                 advice);
  place.write("a.ppm", ppm_picture(4, 8));
  fs::last_write_time(place.path() / "a.ppm",
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(refusal(before),
            path("a.ppm") + ": has changed since the pictures were listed" + advice);
  fs::remove(place.path() / "a.ppm");
  EXPECT_EQ(refusal(before), path("a.ppm") + ": is gone since the pictures were listed" + advice);
}

TEST_F(ListedFile, NamesAreShownWithEscapes) {
  EXPECT_EQ(refusal({"new\nline.png", 1, 1, -1}),
            path("new\\nline.png") +
                ": is gone since the pictures were listed; start again, when "
                "nobody writes to the pictures");
}

TEST_F(ListedFile, APipeIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((place.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_listed_file(place.path(), listed(place.path(), "pipe"), buffer).problem,
            "is no regular file");
}

TEST_F(ListedFile, WhatCannotBeReadIsABadPicture) {
  fs::create_symlink("b", place.path() / "a");
  fs::create_symlink("a", place.path() / "b");
  EXPECT_EQ(read_listed_file(place.path(), {"a", 1, 1, -1}, buffer).problem,
            "cannot be read: Too many levels of symbolic links");
  EXPECT_FALSE(can_be_read(place.path() / "a"));
  EXPECT_TRUE(can_be_read(place.write("c", "")));
}

TEST_F(ListedFile, OneThatIsTooLargeForAPictureIsABadOne) {
  place.write("a.ppm", ppm_picture(4, 7));
  fs::resize_file(place.path() / "a.ppm", std::uintmax_t{3} << 30);
  EXPECT_EQ(read_listed_file(place.path(), listed(place.path(), "a.ppm"), buffer).problem,
            "is a file of 3.0 GiB, expected at most 1.0 GiB");
}

}  // namespace
}  // namespace codegrid
