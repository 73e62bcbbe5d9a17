#include "tensor/random.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

at::Tensor draw(std::uint64_t seed, Purpose purpose) {
  return at::rand({8}, make_generator(seed, purpose));
}

TEST(Generator, SameSeedAndPurposeGiveTheSameStream) {
  EXPECT_TRUE(at::equal(draw(1, Purpose::kKMeans), draw(1, Purpose::kKMeans)));
}

TEST(Generator, PurposesAndSeedsHaveStreamsOfTheirOwn) {
  EXPECT_FALSE(at::equal(draw(1, Purpose::kKMeans), draw(1, Purpose::kShuffle)));
  EXPECT_FALSE(at::equal(draw(1, Purpose::kKMeans), draw(2, Purpose::kKMeans)));
  EXPECT_FALSE(at::equal(draw(1, Purpose::kShuffle), draw(2, Purpose::kWeights)));
}

TEST(Generator, GivesASeedThatIsItsNextDraw) {
  const at::Generator generator = make_generator(1, Purpose::kGraph);
  const std::uint64_t first = draw_seed(generator);
  EXPECT_EQ(draw_seed(make_generator(1, Purpose::kGraph)), first);
  EXPECT_NE(draw_seed(generator), first);
  EXPECT_LT(first, std::uint64_t{1} << 62);
}

}  // namespace
}  // namespace codegrid
