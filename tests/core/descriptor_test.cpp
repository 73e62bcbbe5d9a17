#include "core/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) != -1; }

TEST(Descriptor, ClosesItselfAtTheEnd) {
  int number = -1;
  {
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = null.get();
    ASSERT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, ClosesOnceAndLeavesAloneWhoeverHasTheNumberNext) {
  Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = first.get();
  EXPECT_EQ(first.close(), 0);
  const Descriptor second(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(second.get(), number);
  EXPECT_EQ(first.close(), 0);
  EXPECT_TRUE(is_open(second.get()));
}

TEST(Descriptor, OfAFileThatCouldNotBeOpenedHasNothingToClose) {
  Descriptor none(::open("/no/such/file", O_RDONLY | O_CLOEXEC));
  EXPECT_LT(none.get(), 0);
  EXPECT_EQ(none.close(), 0);
}

}  // namespace
}  // namespace codegrid
