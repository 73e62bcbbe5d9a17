#include "job/picture_record.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

PictureList two_pictures() {
  PictureList list;
  list.pictures = {{"a.png", 10, 1}, {"b.png", 20, 2}};
  return list;
}

TEST(PictureRecord, SaysNothingWhereNothingChanged) {
  const TemporaryFolder run;
  write_picture_record(run.path(), two_pictures());
  EXPECT_EQ(changes_since(run.path(), two_pictures()), "");
}

TEST(PictureRecord, SaysWhatChanged) {
  const TemporaryFolder run;
  write_picture_record(run.path(), two_pictures());
  PictureList now = two_pictures();
  now.pictures[1].size = 21;
  EXPECT_EQ(changes_since(run.path(), now),
            "1 picture changed since the training, the first: b.png");
}

TEST(PictureRecord, IsNotThereForOtherImages) {
  const TemporaryFolder run;
  write_picture_record(run.path(), {});
  EXPECT_TRUE(std::filesystem::is_empty(run.path()));
  EXPECT_EQ(changes_since(run.path(), two_pictures()), "");
}

TEST(PictureRecord, KnowsWhichImagesARunWasTrainedOn) {
  const TemporaryFolder run;
  run.write("config.json", R"({"data": {"root": "d"}})");
  EXPECT_TRUE(is_of_use(run.path(), Use::kTrain));
  EXPECT_FALSE(is_of_use(run.path(), Use::kAll));
  run.write("config.json", R"({"data": {"root": "d", "use": "all"}})");
  EXPECT_FALSE(is_of_use(run.path(), Use::kTrain));
  EXPECT_TRUE(is_of_use(run.path(), Use::kAll));
  EXPECT_FALSE(is_of_use("", Use::kTrain));
}

}  // namespace
}  // namespace codegrid
