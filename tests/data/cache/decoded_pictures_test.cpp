#include "data/cache/decoded_pictures.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "cache/cache_lock.hpp"
#include "data/cache/listed_pictures.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr ImageOptions kTwoByTwo{.height = 2, .width = 2, .channels = 3};

class DecodedPicturesTest : public testing::Test {
 protected:
  // Three pictures of 4 x 4, of the values 10, 20 and 30.
  void SetUp() override {
    for (const int value : {10, 20, 30})
      pictures.write(fmt::format("{}.ppm", value),
                     ppm_picture(4, static_cast<unsigned char>(value)));
  }
  PictureList list_three() const {
    return listed_all(pictures.path(), {"10.ppm", "20.ppm", "30.ppm"});
  }
  DecodedPictures decode(const PictureList& list, OnBadImage on_bad_image = OnBadImage::kError,
                         const OnDecoded& on_decoded = {}) const {
    return decode_pictures(list, kTwoByTwo, on_bad_image, cache.path(), on_decoded);
  }
  // Whether a job has to decode.
  bool decodes(const PictureList& list) const {
    bool decoded = false;
    decode(list, OnBadImage::kSkip, [&](std::int64_t, std::int64_t) { decoded = true; });
    return decoded;
  }
  static std::vector<int> values(const at::Tensor& images) {
    std::vector<int> result;
    for (std::int64_t i = 0; i < images.size(0); ++i)
      result.push_back(images[i].flatten()[0].item<int>());
    return result;
  }

  TemporaryFolder pictures;
  TemporaryFolder cache;
};

TEST_F(DecodedPicturesTest, AreInTheOrderOfTheListWithNamesAndLabels) {
  PictureList list = listed_all(pictures.path(), {"30.ppm", "10.ppm"});
  list.label_names = {"dark", "bright"};
  list.pictures[0].label = 1;
  list.pictures[1].label = 0;
  const DecodedPictures decoded = decode(list);
  EXPECT_EQ(decoded.images.sizes(), at::IntArrayRef({2, 3, 2, 2}));
  EXPECT_EQ(decoded.images.scalar_type(), at::kByte);
  EXPECT_THAT(values(decoded.images), ElementsAre(30, 10));
  EXPECT_TRUE(at::equal(decoded.labels, at::tensor({1, 0}, at::kLong)));
  EXPECT_EQ((*decoded.names)[0], "30.ppm");
  EXPECT_EQ((*decoded.names)[1], "10.ppm");
  EXPECT_THAT(decoded.skipped, IsEmpty());
  EXPECT_EQ(decoded.file.filename(), decoded.sha256 + ".pictures");
}

TEST_F(DecodedPicturesTest, WithoutLabelNamesThereAreNoLabels) {
  EXPECT_FALSE(decode(list_three()).labels.defined());
}

TEST_F(DecodedPicturesTest, AreDecodedOnce) {
  EXPECT_TRUE(decodes(list_three()));
  EXPECT_FALSE(decodes(list_three()));
  // Nor are they looked at.
  const PictureList list = list_three();
  fs::remove(pictures.path() / "10.ppm");
  EXPECT_THAT(values(decode(list).images), ElementsAre(10, 20, 30));
}

TEST_F(DecodedPicturesTest, ProgressEndsWithAllOfThem) {
  std::vector<std::int64_t> done;
  decode(list_three(), OnBadImage::kError, [&](std::int64_t pictures_done, std::int64_t of) {
    EXPECT_EQ(of, 3);
    done.push_back(pictures_done);
  });
  EXPECT_EQ(done.back(), 3);
}

TEST_F(DecodedPicturesTest, ManyChunksGiveWhatOneWould) {
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) {
    names.push_back(fmt::format("many/{:03}", i));
    const std::string bytes = ppm_picture(3, static_cast<unsigned char>(i % 251));
    pictures.write(names.back(), i % 7 == 3 ? bytes.substr(0, 20) : bytes);
  }
  const PictureList list = listed_all(pictures.path(), names);
  const ImageOptions large{.height = 256, .width = 256, .channels = 3};  // 42 of them are a chunk
  const DecodedPictures decoded = decode_pictures(list, large, OnBadImage::kSkip, cache.path(), {});
  std::vector<int> expected;
  for (int i = 0; i < 100; ++i) {
    if (i % 7 != 3) expected.push_back(i % 251);
  }
  EXPECT_EQ(values(decoded.images), expected);
  for (std::int64_t i = 0; i < decoded.images.size(0); i += 17)
    EXPECT_TRUE(decoded.images[i].eq(expected[static_cast<std::size_t>(i)]).all().item<bool>());
  EXPECT_THAT(decoded.skipped, SizeIs(14));
}

TEST_F(DecodedPicturesTest, BadOnesAreAnErrorAndTheOthersAreKept) {
  pictures.write("b.txt", "some text");
  PictureList list = listed_all(pictures.path(), {"10.ppm", "b.txt", "30.ppm"});
  list.unreadable = {{"loop", "is a link that leads back into itself"}};
  const Error error = error_of([&] { decode(list); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_THAT(error.what(), HasSubstr(": 2 of 4 files cannot be used as pictures:\n"
                                      "  loop: is a link that leads back into itself\n"
                                      "  b.txt: "));
  EXPECT_FALSE(decodes(list)) << "a second start has them at once";
  const DecodedPictures decoded = decode(list, OnBadImage::kSkip);
  EXPECT_THAT(values(decoded.images), ElementsAre(10, 30));
  ASSERT_THAT(decoded.skipped, SizeIs(2));
  EXPECT_EQ(decoded.skipped[0].name, "loop");
  EXPECT_EQ(decoded.skipped[1].name, "b.txt");
  EXPECT_NE(decoded.skipped[1].reason, "");
}

TEST_F(DecodedPicturesTest, NoneIsAnErrorEvenIfBadOnesAreSkipped) {
  pictures.write("b.txt", "some text");
  const Error error =
      error_of([&] { decode(listed_all(pictures.path(), {"b.txt"}), OnBadImage::kSkip); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_THAT(error.what(), HasSubstr(": no picture among 1 file, expected at least one:\n"));
}

TEST_F(DecodedPicturesTest, AChangedOrVanishedFileIsAnErrorThatLeavesNothing) {
  const PictureList list = list_three();
  pictures.write("20.ppm", ppm_picture(5, 20));
  const Error changed = error_of([&] { decode(list, OnBadImage::kSkip); });
  EXPECT_EQ(changed.code(), ExitCode::kBadData);
  EXPECT_THAT(changed.what(), HasSubstr("20.ppm: has changed since the pictures were listed"));
  fs::remove(pictures.path() / "20.ppm");
  EXPECT_THAT(error_of([&] { decode(list, OnBadImage::kSkip); }).what(),
              HasSubstr("20.ppm: is gone since the pictures were listed"));
  EXPECT_TRUE(fs::is_empty(cache.path()));
}

// A time of change says nothing of who may read.
TEST_F(DecodedPicturesTest, OneThatCanBeReadByNowIsDecoded) {
  PictureList list = list_three();
  const fs::path path = pictures.path() / "20.ppm";
  fs::rename(path, pictures.path() / "away");
  fs::create_symlink("20.ppm", path);  // a loop, which root cannot read either
  EXPECT_THAT(decode(list, OnBadImage::kSkip).skipped, SizeIs(1));
  EXPECT_FALSE(decodes(list));
  fs::rename(pictures.path() / "away", path);
  testing::internal::CaptureStderr();
  EXPECT_THAT(values(decode(list).images), ElementsAre(10, 20, 30));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr(": 1 picture that could not be read before can be read now; the pictures "
                        "are decoded again\n"));
}

TEST_F(DecodedPicturesTest, ADamagedCacheFileIsMadeAgainToTheSameBytes) {
  const PictureList list = list_three();
  const fs::path file = decode(list).file;
  const std::string whole = slurp(file);
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{100}, std::size_t{4096}, whole.size() - 1}) {
    cache.write(file.filename().string(), whole.substr(0, length));
    EXPECT_TRUE(decodes(list)) << length;
    EXPECT_EQ(slurp(file), whole);
  }
  std::string other_version = whole;
  other_version[16] = 2;
  cache.write(file.filename().string(), other_version);
  EXPECT_TRUE(decodes(list));
  EXPECT_EQ(slurp(file), whole);
}

TEST_F(DecodedPicturesTest, ALinkInTheCacheIsNotFollowed) {
  const PictureList list = list_three();
  const fs::path file = decode(list).file;
  const fs::path other = pictures.write("other", "kept");
  fs::remove(file);
  fs::create_symlink(other, file);
  EXPECT_TRUE(decodes(list));
  EXPECT_EQ(slurp(other), "kept");
  EXPECT_FALSE(fs::is_symlink(file));
}

TEST_F(DecodedPicturesTest, WhatTheCallbackThrowsEndsItAndLeavesNothing) {
  EXPECT_THROW(decode(list_three(), OnBadImage::kError,
                      [](std::int64_t, std::int64_t) { throw std::runtime_error("stop"); }),
               std::runtime_error);
  EXPECT_TRUE(fs::is_empty(cache.path()));
}

TEST_F(DecodedPicturesTest, LeftoversOfKilledProcessesGo) {
  cache.write(std::string(64, 'a') + ".unfinished", "half");
  decode(list_three());
  EXPECT_FALSE(fs::exists(cache.path() / (std::string(64, 'a') + ".unfinished")));
}

TEST_F(DecodedPicturesTest, ASignalStopsTheDecoding) {
  expect_to_stop({[&] { decode(list_three()); }});
}

}  // namespace
}  // namespace codegrid
