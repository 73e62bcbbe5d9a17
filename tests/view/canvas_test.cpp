#include "view/canvas.hpp"

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>

#include <limits>

#include "core/error.hpp"
#include "view/picture.hpp"

namespace codegrid {
namespace {

TEST(Canvas, EachCharacterOutsideAsciiBecomesOneQuestionMark) {
  EXPECT_EQ(to_ascii("plain, 100 %"), "plain, 100 %");
  EXPECT_EQ(to_ascii("Gr\xc3\xbc\xc3\x9f"), "Gr??");
  EXPECT_EQ(to_ascii("5 \xe2\x82\xac"), "5 ?");
  EXPECT_EQ(to_ascii("\xf0\x9f\x98\x80!"), "?!");
}

TEST(Canvas, BytesThatAreNoUtf8AndControlCharactersAreDrawable) {
  EXPECT_EQ(to_ascii("\xe9"), "?");
  EXPECT_EQ(to_ascii("\x80\x80"), "??");
  EXPECT_EQ(to_ascii("a\tb\nc\x7f"), "a b c ");
}

TEST(Canvas, ShortenedTextFitsAndIsTheLongestThatDoes) {
  const std::string text = "a title of some length";
  const int whole = text_width(text, kTitleSize);
  EXPECT_EQ(shorten(text, kTitleSize, whole), text);
  const std::string shorter = shorten(text, kTitleSize, whole - 1);
  EXPECT_TRUE(shorter.ends_with("...")) << shorter;
  EXPECT_LE(text_width(shorter, kTitleSize), whole - 1);
  const std::string one_more = text.substr(0, shorter.size() - 2) + "...";
  EXPECT_GT(text_width(one_more, kTitleSize), whole - 1) << one_more;
}

TEST(Canvas, TextIsEmptyWhereNotEvenDotsFit) { EXPECT_EQ(shorten("word", kTextSize, 2), ""); }

TEST(Canvas, TextIsWrappedAtSpacesAndLosesNothing) {
  const std::string text = "two parts of cluster 3 hardly touch, it may be two groups";
  EXPECT_THAT(wrap(text, kTextSize, text_width(text, kTextSize)), testing::ElementsAre(text));
  const std::vector<std::string> lines = wrap(text, kTextSize, 150);
  EXPECT_GT(lines.size(), 1U);
  std::string joined;
  for (const std::string& line : lines) {
    EXPECT_LE(text_width(line, kTextSize), 150) << line;
    joined += (joined.empty() ? "" : " ") + line;
  }
  EXPECT_EQ(joined, text);
}

TEST(Canvas, WrappedTextKeepsItsLinesAndHasNoneOfNothing) {
  EXPECT_THAT(wrap("one\ntwo", kTextSize, 500), testing::ElementsAre("one", "two"));
  EXPECT_THAT(wrap("one\n\ntwo", kTextSize, 500), testing::ElementsAre("one", "", "two"));
  EXPECT_TRUE(wrap("", kTextSize, 500).empty());
}

TEST(Canvas, AWordWithoutRoomIsShortenedAndTooManyLinesEndInDots) {
  const std::vector<std::string> words = wrap("a " + std::string(90, 'W') + " b", kTextSize, 100);
  ASSERT_EQ(words.size(), 3U);
  EXPECT_TRUE(words[1].starts_with("WWW") && words[1].ends_with("...")) << words[1];
  std::string many;
  for (int i = 0; i < 40; ++i) many += "word ";
  const std::vector<std::string> lines = wrap(many, kTextSize, text_width("word word", kTextSize));
  ASSERT_EQ(lines.size(), kMostLines);
  EXPECT_EQ(lines.front(), "word word");
  EXPECT_TRUE(lines.back().ends_with("...")) << lines.back();
}

TEST(Canvas, MeasuredWidthHoldsTheInk) {
  for (const std::string text : {"Wg|j", "mmmm", "1", "label 7 (71 %)", "...", "/\\"}) {
    Canvas canvas(300, 60);
    canvas.text(text, 100, 40, kTextSize, Align::kLeft);
    const cv::Rect box = ink_box(decode(canvas.png()));
    EXPECT_GE(box.x, 99) << text;
    EXPECT_LE(box.br().x, 101 + text_width(text, kTextSize)) << text;
  }
}

TEST(Canvas, TextStandsLeftOrRightOrCentred) {
  const auto box_of = [](Align align) {
    Canvas canvas(300, 60);
    canvas.text("HHH", 150, 40, kTitleSize, align);
    return ink_box(decode(canvas.png()));
  };
  EXPECT_NEAR(box_of(Align::kLeft).x, 150, 3);
  EXPECT_NEAR(box_of(Align::kRight).br().x, 150, 3);
  const cv::Rect centred = box_of(Align::kCenter);
  EXPECT_NEAR(centred.x + centred.width / 2.0, 150, 2);
}

TEST(Canvas, UpwardTextIsTheTextTurned) {
  Canvas level(200, 200);
  level.text("upward", 100, 100, kTextSize, Align::kCenter);
  Canvas upward(200, 200);
  upward.upward_text("upward", 100, 100, kTextSize, kInk);
  const cv::Rect flat = ink_box(decode(level.png()));
  const cv::Rect turned = ink_box(decode(upward.png()));
  EXPECT_EQ(turned.size(), cv::Size(flat.height, flat.width));
  EXPECT_NEAR(turned.y + turned.height / 2.0, 100, 2);
}

TEST(Canvas, OneChannelIsInkAndThreeAreColours) {
  const cv::Mat ink = to_pixels(at::full({2, 3}, 1.0));
  EXPECT_EQ(ink.size(), cv::Size(3, 2));
  EXPECT_EQ(ink.at<cv::Vec3b>(0, 0), cv::Vec3b(0, 0, 0));
  at::Tensor red = at::zeros({3, 1, 1});
  red[0].fill_(1);
  EXPECT_EQ(to_pixels(red).at<cv::Vec3b>(0, 0), cv::Vec3b(0, 0, 255));
}

TEST(Canvas, ValuesOutsideTheRangeAreClampedAndNanIsWhite) {
  const auto level = [](double value) {
    return static_cast<int>(to_pixels(at::full({1, 1}, value)).at<cv::Vec3b>(0, 0)[0]);
  };
  EXPECT_EQ(level(7), 0);
  EXPECT_EQ(level(-7), 255);
  EXPECT_EQ(level(std::numeric_limits<double>::quiet_NaN()), 255);
  EXPECT_EQ(level(0.2), 204);
}

TEST(Canvas, OtherTensorsAreRefused) {
  EXPECT_THROW(to_pixels(at::zeros({2, 2}, at::kByte)), c10::Error);
  EXPECT_THROW(to_pixels(at::zeros({2, 4, 4})), c10::Error);
  EXPECT_THROW(to_pixels(at::zeros({0, 4})), c10::Error);
  EXPECT_THROW(to_pixels(at::Tensor()), c10::Error);
}

TEST(Canvas, AFrameIsALineOutsideOfItsArea) {
  Canvas canvas(60, 50);
  canvas.frame({20, 10, 30, 20});
  const cv::Mat picture = decode(canvas.png());
  EXPECT_EQ(ink_box(picture), cv::Rect(19, 9, 32, 22));
  EXPECT_TRUE(is_white(picture(cv::Rect(20, 10, 30, 20))));
}

TEST(Canvas, WhatOpenCvGivesUpIsAnErrorThatSaysWhy) {
  try {
    drawn([]() -> std::string {
      throw cv::Exception(cv::Error::StsNoMem, "Failed to allocate 9 bytes", "f", "a.cpp", 1);
    });
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kFailed);
    EXPECT_STREQ(error.what(), "cannot be drawn: out of memory: 9 bytes were asked for at once");
  }
}

TEST(Canvas, ASheetThatPngCannotHoldIsAnErrorThatSaysSo) {
  try {
    const Canvas canvas(2'000'000, 10);
    FAIL() << "2,000,000 pixels were accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kFailed);
    EXPECT_STREQ(error.what(),
                 "a side of 2000000 pixels was asked for, at most 999999 can be saved; "
                 "draw fewer cells");
  }
}

}  // namespace
}  // namespace codegrid
