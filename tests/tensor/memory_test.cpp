#include "tensor/memory.hpp"

#include <gtest/gtest.h>

#include <memory>
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace codegrid {
namespace {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)  // which has an allocator of its own
// Blocks of glibc that are the system's own: given back as soon as they are freed.
std::size_t mapped_bytes() { return ::mallinfo2().hblkhd; }

TEST(Memory, LargeBlocksGoBackToTheSystemAlsoAfterManyWereFreed) {
  constexpr std::size_t kBytes = 16 << 20;
  give_back_large_blocks();
  const std::size_t before = mapped_bytes();
  for (int round = 0; round < 4; ++round) {
    const auto block = std::make_unique_for_overwrite<char[]>(kBytes);
    block[0] = 1;
    EXPECT_GE(mapped_bytes(), before + kBytes) << "round " << round;
  }
  EXPECT_LE(mapped_bytes(), before);
}

TEST(Memory, FreedBlocksAreKeptForTheNextUntilTheyAreToGoBackAgain) {
  constexpr std::size_t kBytes = 16 << 20;
  keep_freed_blocks();
  const std::size_t before = mapped_bytes();
  auto block = std::make_unique_for_overwrite<char[]>(kBytes);
  block[0] = 1;
  EXPECT_EQ(mapped_bytes(), before);
  block.reset();
  EXPECT_GE(::mallinfo2().fordblks, kBytes);
  give_back_large_blocks();
  block = std::make_unique_for_overwrite<char[]>(kBytes);
  block[0] = 1;
  EXPECT_GE(mapped_bytes(), before + kBytes);
}
#endif

}  // namespace
}  // namespace codegrid
