#include "data/skipped_picture.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(SkippedPicture, FoldersAreCountedApart) {
  EXPECT_EQ(count_folders({}), 0);
  EXPECT_EQ(count_folders({{"a.png", "is empty"},
                           {"b", "is a folder that cannot be read: Permission denied", true},
                           {"c.png", "is a text file"}}),
            1);
}

}  // namespace
}  // namespace codegrid
