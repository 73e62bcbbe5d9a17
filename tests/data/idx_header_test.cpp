#include "data/idx_header.hpp"

#include <gtest/gtest.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

TEST(IdxHeader, IsReadWithoutTheValues) {
  const IdxHeader header = read_idx_header(idx_bytes({60000, 28, 28}, ""), IdxKind::kImages, "f");
  EXPECT_EQ(header.type, NumberType::kUint8);
  EXPECT_EQ(header.dimensions, (std::vector<std::int64_t>{60000, 28, 28}));
  EXPECT_EQ(header.length(), 16U);
  EXPECT_EQ(stated_idx_length(header, "f"), 16U + 60000U * 784U);
  EXPECT_EQ(longest_idx_header(IdxKind::kImages), 20U);
  EXPECT_EQ(longest_idx_header(IdxKind::kLabels), 12U);
}

TEST(IdxHeader, LengthsCountTheBytesOfAValue) {
  EXPECT_EQ(stated_idx_length({NumberType::kFloat64, {2, 3, 4}}, "f"), 16U + 24U * 8U);
  const std::int64_t most = 0xFFFFFFFF;
  EXPECT_EQ(message_of([&] {
              stated_idx_length({NumberType::kFloat64, {most, most}}, "f");
            }),
            "f: its header says 4294967295 x 4294967295, more values than any file holds");
}

TEST(IdxHeader, WhatIsInsideGzipIsCalledSo) {
  EXPECT_EQ(std::string(no_idx_inside_gzip("<html>", IdxKind::kLabels, "f").what()),
            "f: holds a web page (HTML) inside gzip; expected an IDX label file: 00 00 08 01, then "
            "the count; the server sent a page instead of the file: fetch it again");
}

TEST(IdxHeader, OfAnyTypeInLittleEndianOrderIsCalledSo) {
  EXPECT_NE(message_of([] {
              read_idx_header(std::string_view("\x03\x0d\0\0", 4), IdxKind::kImages, "f");
            }).find("its header is little-endian (03 0d 00 00)"),
            std::string::npos);
}

}  // namespace
}  // namespace codegrid
