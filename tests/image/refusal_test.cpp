#include "image/refusal.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(Refusal, SaysWhatIsWrongWithoutANameAsBadData) {
  EXPECT_STREQ(truncated_header(9).what(),
               "is truncated: it ends after 9 bytes, before the size of its picture is stated");
  EXPECT_STREQ(truncated_picture(900).what(),
               "is truncated: it ends after 900 bytes, before its picture does");
  EXPECT_STREQ(damaged_picture("a cause").what(), "is damaged: a cause");
  EXPECT_STREQ(unreadable_picture("a TIFF picture of 7 bits").what(),
               "is a TIFF picture of 7 bits, which cannot be read; convert it to PNG");
  EXPECT_EQ(damaged_picture("a cause").code(), ExitCode::kBadData);
}

}  // namespace
}  // namespace codegrid
