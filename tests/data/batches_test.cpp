#include "data/batches.hpp"

#include <ATen/Functions.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/mapped_file.hpp"
#include "data/fixtures.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// Image i of `count` is full of i.
at::Tensor numbered_images(std::int64_t count) {
  return at::arange(count, at::kByte).view({count, 1, 1, 1}).expand({count, 1, 2, 3}).contiguous();
}

at::Tensor batch_of(const Batches& batches, std::int64_t index, std::int64_t pixels = 6) {
  const auto [begin, end] = batches.range(index);
  at::Tensor batch = at::empty({end - begin, pixels});
  batches.copy(begin, end, batch);
  return batch;
}

at::Tensor all_of(const Batches& batches, std::int64_t pixels = 6) {
  std::vector<at::Tensor> parts;
  for (std::int64_t i = 0; i < batches.count(); ++i) parts.push_back(batch_of(batches, i, pixels));
  return at::cat(parts);
}

at::Tensor numbers_of(const at::Tensor& images) {
  return images.mul(255).round().to(at::kLong).select(1, 0);
}

TEST(Batches, LastOneHoldsTheRest) {
  const Batches batches(numbered_images(10), {}, 4, at::kCPU);
  EXPECT_EQ(batches.images(), 10);
  ASSERT_EQ(batches.count(), 3);
  EXPECT_EQ(batches.range(0), (std::pair<std::int64_t, std::int64_t>{0, 4}));
  EXPECT_EQ(batches.range(2), (std::pair<std::int64_t, std::int64_t>{8, 10}));
  EXPECT_EQ(Batches(numbered_images(8), {}, 4, at::kCPU).count(), 2);
  EXPECT_EQ(Batches(numbered_images(3), {}, 4, at::kCPU).count(), 1);
}

TEST(Batches, ALastOneOfOneImageJoinsTheOneBeforeWhereThatIsWanted) {
  const auto ranges = [](std::int64_t images, std::int64_t size) {
    Batches batches(numbered_images(images), {}, size, at::kCPU);
    batches.join_last_of_one();
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (std::int64_t i = 0; i < batches.count(); ++i) {
      found.push_back(batches.range(i));
      EXPECT_EQ(batches.images_in(i + 1), found.back().second);
    }
    EXPECT_TRUE(numbers_of(all_of(batches)).equal(at::arange(images, at::kLong)));
    std::int64_t largest = 0;
    for (const auto& [begin, end] : found) largest = std::max(largest, end - begin);
    EXPECT_EQ(largest_batch(images, size, true), largest);
    return found;
  };
  using Ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(ranges(9, 4), (Ranges{{0, 4}, {4, 9}}));
  EXPECT_EQ(ranges(10, 4), (Ranges{{0, 4}, {4, 8}, {8, 10}}));
  EXPECT_EQ(ranges(8, 4), (Ranges{{0, 4}, {4, 8}}));
  EXPECT_EQ(ranges(5, 4), (Ranges{{0, 5}}));
  EXPECT_EQ(ranges(1, 4), (Ranges{{0, 1}}));
}

TEST(Batches, KeepTheImagesOrderUntilShuffled) {
  const Batches batches(numbered_images(10), {}, 4, at::kCPU);
  EXPECT_TRUE(numbers_of(all_of(batches)).equal(at::arange(10, at::kLong)));
}

TEST(Batches, VisitEachImageOnceInTheGeneratorsOrder) {
  Batches batches(numbered_images(200), {}, 7, at::kCPU);
  batches.shuffle(make_generator(5, Purpose::kShuffle));
  const at::Tensor order = numbers_of(all_of(batches));
  EXPECT_TRUE(order.equal(at::randperm(200, make_generator(5, Purpose::kShuffle), at::kLong)));
  EXPECT_TRUE(std::get<0>(order.sort()).equal(at::arange(200, at::kLong)));
}

TEST(Batches, SameSeedGivesTheSameOrderAndEachEpochANewOne) {
  Batches one(numbered_images(200), {}, 50, at::kCPU);
  Batches two(numbered_images(200), {}, 50, at::kCPU);
  at::Generator for_one = make_generator(5, Purpose::kShuffle);
  at::Generator for_two = make_generator(5, Purpose::kShuffle);
  at::Tensor before;
  for (int epoch = 0; epoch < 3; ++epoch) {
    one.shuffle(for_one);
    two.shuffle(for_two);
    const at::Tensor now = all_of(one);
    EXPECT_TRUE(now.equal(all_of(two)));
    EXPECT_FALSE(before.defined() && now.equal(before));
    before = now;
  }
}

TEST(Batches, OnePassEqualsStepByStep) {
  // Large enough for several threads.
  const at::Tensor images = at::randint(
      0, 256, {500, 3, 11, 7}, make_generator(1, Purpose::kPictures), at::TensorOptions(at::kByte));
  const PixelScale scale{3, 250};
  Batches batches(images, scale, 300, at::kCPU);
  batches.shuffle(make_generator(2, Purpose::kShuffle));
  const at::Tensor order = at::randperm(500, make_generator(2, Purpose::kShuffle), at::kLong);
  const at::Tensor expected =
      images.index_select(0, order).to(at::kFloat).sub(3).div(247).clamp(0, 1).flatten(1);
  EXPECT_TRUE(all_of(batches, 231).equal(expected));
}

TEST(Batches, AnyPlacesOfTheOrderCanBeCopied) {
  Batches batches(numbered_images(50), {}, 7, at::kCPU);
  batches.shuffle(make_generator(5, Purpose::kShuffle));
  at::Tensor some = at::empty({6, 6});
  batches.copy(11, 17, some);
  EXPECT_TRUE(some.equal(all_of(batches).slice(0, 11, 17)));
}

TEST(Batches, OfAPartOfTheImagesAreThoseOfACopyOfThem) {
  const at::Tensor images = numbered_images(50);
  const at::Tensor rows = at::arange(3, 47, 4, at::kLong);
  Batches part({images, {}, rows}, {}, 4, at::kCPU);
  Batches copy(images.index_select(0, rows), {}, 4, at::kCPU);
  ASSERT_EQ(part.images(), 11);
  ASSERT_EQ(part.count(), 3);
  EXPECT_TRUE(all_of(part).equal(all_of(copy)));
  for (int epoch = 0; epoch < 2; ++epoch) {
    part.shuffle(make_generator(5, Purpose::kShuffle));
    copy.shuffle(make_generator(5, Purpose::kShuffle));
    EXPECT_TRUE(all_of(part).equal(all_of(copy)));
  }
}

TEST(Batches, TellWhichOfTheSetsImagesAreWhere) {
  const ImageSet set{numbered_images(10), {}, at::tensor({2, 3, 5, 7, 8}, at::kLong)};
  Batches part(set, {}, 2, at::kCPU);
  Batches whole(numbered_images(10), {}, 2, at::kCPU);
  EXPECT_TRUE(part.rows(1, 4).equal(at::tensor({3, 5, 7}, at::kLong)));
  EXPECT_TRUE(whole.rows(1, 4).equal(at::tensor({1, 2, 3}, at::kLong)));
  for (Batches* batches : {&part, &whole}) {
    batches->shuffle(make_generator(1, Purpose::kShuffle));
    const std::int64_t count = batches->images();
    EXPECT_TRUE(batches->rows(0, count).equal(numbers_of(all_of(*batches))));
    EXPECT_EQ(batches->rows(count, count).numel(), 0);
  }
}

TEST(Batches, ImagesNeedNotBeContiguous) {
  const at::Tensor images = numbered_images(10).slice(0, 0, 10, 2).transpose(2, 3);
  Batches batches(images, {}, 2, at::kCPU);
  EXPECT_TRUE(all_of(batches).equal(images.to(at::kFloat).div(255).flatten(1)));
}

TEST(Batches, OtherThanImagesIsOurOwnMistake) {
  EXPECT_THROW(Batches(at::zeros({2, 3}, at::kByte), {}, 1, at::kCPU), c10::Error);
  EXPECT_THROW(Batches(at::zeros({1, 1, 1, 1}), {}, 1, at::kCPU), c10::Error);
  EXPECT_THROW(Batches(numbered_images(2), {}, 0, at::kCPU), c10::Error);
  const Batches batches(numbered_images(2), {}, 1, at::kCPU);
  EXPECT_THROW(batches.range(2), c10::Error);
  at::Tensor two = at::empty({2, 6});
  EXPECT_THROW(batches.copy(1, 3, two), c10::Error);
  EXPECT_THROW(batches.copy(0, 1, two), c10::Error);
}

// Images of a page each in a mapped file of which nothing is in memory.
class FileOutOfMemory : public testing::Test {
 protected:
  static constexpr std::int64_t kImages = 8192;
  static constexpr std::int64_t kSide = 64;
  static constexpr std::int64_t kPixels = kSide * kSide;

  void SetUp() override {
    if (::sysconf(_SC_PAGESIZE) != kPixels) GTEST_SKIP() << "pages of another size";
    const auto path = folder_.write("images", std::string(kImages * kPixels, 'x'));
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::fsync(descriptor.get()), 0);
    ASSERT_EQ(::posix_fadvise(descriptor.get(), 0, 0, POSIX_FADV_DONTNEED), 0);
    file_.emplace(path, ExitCode::kBadData);
    if (share_in_memory(at::arange(kImages)) > 0.01)
      GTEST_SKIP() << "a file system that keeps files in memory";
  }

  at::Tensor images() const {
    return at::from_blob(const_cast<char*>(file_->bytes().data()), {kImages, 1, kSide, kSide},
                         at::kByte);
  }
  // How many of the images at `rows` are in memory, of all of them.
  double share_in_memory(const at::Tensor& rows) const {
    std::vector<unsigned char> pages(kImages);
    char* first = const_cast<char*>(file_->bytes().data());
    if (::mincore(first, file_->bytes().size(), pages.data()) != 0) std::abort();
    std::int64_t there = 0;
    for (std::int64_t i = 0; i < rows.numel(); ++i)
      there += pages[static_cast<std::size_t>(rows[i].item<std::int64_t>())] & 1;
    return static_cast<double>(there) / static_cast<double>(rows.numel());
  }

  TemporaryFolder folder_;
  std::optional<MappedFile> file_;
};

TEST_F(FileOutOfMemory, ABatchAheadIsAskedForAndNoMore) {
  constexpr std::int64_t kBatch = 512;
  Batches batches(images(), {}, kBatch, at::kCPU);
  batches.shuffle(make_generator(5, Purpose::kShuffle));
  const at::Tensor order = at::randperm(kImages, make_generator(5, Purpose::kShuffle), at::kLong);
  const auto rows = [&](std::int64_t batch) {
    return order.slice(0, batch * kBatch, (batch + 1) * kBatch);
  };
  batch_of(batches, 0, kPixels);  // has to be waited for
  batch_of(batches, 1, kPixels);
  for (int tries = 0; tries < 500 && share_in_memory(rows(2)) < 1; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(share_in_memory(rows(2)), 1);
  EXPECT_LT(share_in_memory(rows(9)), 0.1);
}

}  // namespace
}  // namespace codegrid
