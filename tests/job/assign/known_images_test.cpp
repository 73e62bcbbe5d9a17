#include "job/assign/known_images.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

class KnownImagesFile : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "known_images.bin";

  // Images that differ, by their numbers.
  static at::Tensor images(std::int64_t count) {
    at::Tensor all = at::zeros({count, 1, 2, 3}, at::kByte);
    all.view({count, 6}).select(1, 0).copy_(at::arange(count, at::kLong).remainder(256));
    all.view({count, 6}).select(1, 3).copy_(at::arange(count, at::kLong).floor_divide(256));
    return all;
  }
  void write(const at::Tensor& all, const at::Tensor& assignments, std::int64_t k) const {
    KnownImagesWriter writer(all.size(0));
    for (const at::Tensor& piece : all.split(700)) writer.add(piece);
    EXPECT_EQ(writer.size(), all.size(0));
    writer.write(file, assignments, k);
  }
};

TEST_F(KnownImagesFile, GivesEachImageItsCluster) {
  const at::Tensor all = images(3000);
  const at::Tensor clusters = at::arange(3000, at::kLong).remainder(5) - 1;
  write(all, clusters, 4);
  const KnownImages known(file);
  EXPECT_EQ(known.clusters(), 4);
  EXPECT_EQ(known.image_bytes(), 6);
  const auto found = known.find_all(all);
  for (std::int64_t i = 0; i < 3000; ++i) {
    ASSERT_TRUE(found[static_cast<std::size_t>(i)].has_value());
    EXPECT_EQ(*found[static_cast<std::size_t>(i)], i % 5 - 1);
  }
}

TEST_F(KnownImagesFile, KnowsNoOtherImage) {
  write(images(100), at::zeros({100}, at::kLong), 1);
  const KnownImages known(file);
  const at::Tensor others = at::full({50, 1, 2, 3}, 9, at::kByte);
  for (const auto& found : known.find_all(others)) EXPECT_FALSE(found.has_value());
  EXPECT_FALSE(known.find("shorter").has_value());
}

TEST_F(KnownImagesFile, OfImagesThatAreTheSameTheFirstCounts) {
  const at::Tensor all = at::cat({images(3), images(3)});
  write(all, at::tensor({0, 1, 2, 3, 3, 3}, at::kLong), 4);
  const auto found = KnownImages(file).find_all(images(3));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(found[i], static_cast<std::int64_t>(i));
}

TEST_F(KnownImagesFile, IsRefusedAtEveryOtherLength) {
  write(images(3), at::zeros({3}, at::kLong), 1);
  const std::string bytes = slurp(file);
  ASSERT_EQ(bytes.size(), 128U + 3 * 20);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto cut = folder.write("cut", bytes.substr(0, length));
    EXPECT_EQ(error_of([&] { const KnownImages known(cut); }).code(), ExitCode::kBadData);
  }
  const auto cut = folder.write("cut", bytes.substr(0, 187));
  EXPECT_EQ(std::string(error_of([&] { const KnownImages known(cut); }).what()),
            cut.string() +
                ": is truncated: 187 bytes found, 188 expected; group the run again with "
                "codegrid-cluster, which writes it anew");
}

TEST_F(KnownImagesFile, WithAClusterThatThereIsNotIsDamaged) {
  write(images(1), at::zeros({1}, at::kLong), 2);
  std::string bytes = slurp(file);
  bytes[bytes.size() - 4] = 2;
  const KnownImages known(folder.write("changed", bytes));
  const Error error = error_of([&] { known.find_all(images(1)); });
  EXPECT_NE(std::string(error.what()).find("is damaged: an image is in cluster 2 of 2; "),
            std::string::npos);
}

}  // namespace
}  // namespace codegrid
