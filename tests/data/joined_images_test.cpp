#include "data/joined_images.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>

#include <limits>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

const MemoryLimit kRoomForAll{std::numeric_limits<double>::infinity(), "nothing"};

// `count` images of 1 x 2 x 3, each full of its number from `first` on.
ImageSet images_from(std::int64_t first, std::int64_t count) {
  ImageSet set;
  set.images = at::arange(first, first + count, at::kByte).reshape({count, 1, 1, 1});
  set.images = set.images.expand({count, 1, 2, 3}).contiguous();
  return set;
}

TEST(JoinedImages, AreTheFirstSetAndThenTheSecond) {
  ImageSet first = images_from(0, 3);
  ImageSet second = images_from(3, 2);
  first.labels = at::tensor({4, 4, 7}, at::kLong);
  second.labels = at::tensor({7, 0}, at::kLong);
  const ImageSet joined = joined_images(first, second, kRoomForAll);
  EXPECT_TRUE(joined.images.equal(images_from(0, 5).images));
  EXPECT_TRUE(joined.images.is_contiguous());
  EXPECT_TRUE(joined.labels.equal(at::tensor({4, 4, 7, 7, 0}, at::kLong)));
  EXPECT_THAT(joined.label_names, testing::IsEmpty());
}

TEST(JoinedImages, NeedNoLabels) {
  const ImageSet joined = joined_images(images_from(0, 1), images_from(1, 1), kRoomForAll);
  EXPECT_EQ(joined.size(), 2);
  EXPECT_FALSE(joined.labels.defined());
}

TEST(JoinedImages, NumberLabelsThatHaveNamesByTheNamesOfBoth) {
  ImageSet first = images_from(0, 3);
  ImageSet second = images_from(3, 2);
  first.labels = at::tensor({1, 0, 1}, at::kLong);
  first.label_names = {"cat", "eel"};
  second.labels = at::tensor({0, 1}, at::kLong);
  second.label_names = {"bat", "cat"};
  const ImageSet joined = joined_images(first, second, kRoomForAll);
  EXPECT_THAT(joined.label_names, testing::ElementsAre("bat", "cat", "eel"));
  EXPECT_TRUE(joined.labels.equal(at::tensor({2, 1, 2, 0, 1}, at::kLong)));
}

TEST(JoinedImages, TakeNoLabelsOfTwoKinds) {
  ImageSet first = images_from(0, 1);
  ImageSet second = images_from(1, 1);
  first.labels = at::tensor({0}, at::kLong);
  second.labels = at::tensor({0}, at::kLong);
  second.label_names = {"cat"};
  EXPECT_EQ(message_of([&] { joined_images(first, second, kRoomForAll); }),
            "\"data.use\": \"all\": the labels of the test images are texts, those of the training "
            "images are numbers; expected one kind in both");
  EXPECT_EQ(message_of([&] { joined_images(second, first, kRoomForAll); }),
            "\"data.use\": \"all\": the labels of the training images are texts, those of the test "
            "images are numbers; expected one kind in both");
}

TEST(JoinedImages, AreCopiedOnlyWhereThereIsRoomForAllOfThem) {
  const ImageSet first = images_from(0, 3);
  const ImageSet second = images_from(3, 2);
  EXPECT_EQ(joined_images(first, second, {30, "the test's"}).size(), 5);
  EXPECT_EQ(
      message_of(
          [&] {
            joined_images(first, second, {29, "the test's"});
          },
          ExitCode::kFailed),
      "out of memory: \"data.use\": \"all\" copies the training and test images, 5 in all, into "
      "one "
      "block of 30 bytes, and 29 bytes are left of the test's. Put them into one file, or leave "
      "\"use\": \"all\" out");
}

TEST(JoinedImages, SayHowManyAreDoneOfAll) {
  std::vector<std::int64_t> said;
  joined_images(images_from(0, 3), images_from(3, 2), kRoomForAll,
                [&](std::int64_t done, std::int64_t of) {
                  EXPECT_EQ(of, 5);
                  said.push_back(done);
                });
  EXPECT_THAT(said, testing::ElementsAre(3, 5));
}

}  // namespace
}  // namespace codegrid
