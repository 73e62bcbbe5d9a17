#include "job/resumed_pictures.hpp"

#include <gtest/gtest.h>

#include "job/picture_record.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// A run that began with two pictures, and left one out.
class SamePictures : public testing::Test {
 protected:
  SamePictures() {
    data_.listed.root = "/p";
    data_.listed.pictures = {{"a", 10, 1, -1}, {"b", 20, 2, -1}, {"bad\n", 30, 3, -1}};
    data_.skipped = {{"bad\n", "is empty"}};
    write_picture_record(run_.path(), data_.listed);
    run_.write("skipped.csv", "path,reason\n\"bad\n\",is empty\n");
  }
  std::string refusal() const {
    return error_of([&] { has_same_pictures(run_.path(), data_); }).what();
  }

  TemporaryFolder run_;
  Splits data_;
  const std::string advice_ =
      "; a run goes on with the pictures that it began with: bring those back, or start a new run";
};

TEST_F(SamePictures, AreThoseOfTheRunsRecord) {
  EXPECT_TRUE(has_same_pictures(run_.path(), data_));
  data_.listed.root = "/elsewhere";
  EXPECT_TRUE(has_same_pictures(run_.path(), data_));
  const TemporaryFolder other;
  EXPECT_FALSE(has_same_pictures(other.path(), data_)) << "no record";
  EXPECT_FALSE(has_same_pictures(run_.path(), {})) << "images of another kind";
}

TEST_F(SamePictures, AnotherSizeIsNamed) {
  data_.listed.pictures[1].size = 21;
  EXPECT_EQ(refusal(), "/p: 1 picture changed since the training, the first: b" + advice_);
}

TEST_F(SamePictures, WhatIsLeftOutOtherwiseIsNamed) {
  data_.skipped.push_back({"a", "cannot be read: Permission denied"});
  EXPECT_EQ(refusal(),
            "/p: \"a\", which the training began with, is left out now: it cannot be "
            "read: Permission denied" +
                advice_);
  data_.skipped.clear();
  EXPECT_EQ(refusal(),
            "/p: \"bad\\n\", which was left out when the training began, can be used "
            "now" +
                advice_);
}

}  // namespace
}  // namespace codegrid
