#include "cluster/assign/code_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/assign/index_fixtures.hpp"

namespace codegrid {
namespace {

class CodeIndexFile : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "code_index.bin";
};

std::vector<float> nearest_of_all(const at::Tensor& codes, const at::Tensor& code, std::int64_t n) {
  const at::Tensor squared = (codes - code).square().sum(1);
  const at::Tensor least = std::get<0>(squared.sort()).slice(0, 0, n).contiguous();
  return {least.const_data_ptr<float>(), least.const_data_ptr<float>() + n};
}

TEST_F(CodeIndexFile, OfFewCodesFindsExactlyTheNearest) {
  const at::Tensor codes = normal({200, 3});
  write_index(file, codes, at::arange(200, at::kLong).remainder(4), 4);
  const CodeIndex index(file);
  EXPECT_EQ(index.size(), 200);
  EXPECT_EQ(index.width(), 3);
  EXPECT_EQ(index.clusters(), 4);
  for (std::int64_t i = 0; i < 200; ++i) {
    const auto found = index.nearest(codes[i].const_data_ptr<float>(), 15);
    const auto expected = nearest_of_all(codes, codes[i], 15);
    ASSERT_EQ(found.size(), 15U);
    EXPECT_EQ(found.front().squared, 0);
    EXPECT_EQ(found.front().cluster, i % 4);
    for (std::size_t n = 0; n < 15; ++n) EXPECT_NEAR(found[n].squared, expected[n], 1e-5);
  }
}

TEST_F(CodeIndexFile, OfManyCodesMissesHardlyAny) {
  const at::Tensor codes = normal({20000, 8});
  write_index(file, codes, at::zeros({20000}, at::kLong), 1);
  const CodeIndex index(file);
  int missed = 0;
  for (std::int64_t i = 0; i < 20000; i += 200) {
    const auto found = index.nearest(codes[i].const_data_ptr<float>(), 15);
    const auto expected = nearest_of_all(codes, codes[i], 15);
    EXPECT_EQ(found.front().squared, 0);
    for (const IndexedNeighbor& neighbor : found)
      missed += neighbor.squared > expected.back() * 1.0001F ? 1 : 0;
  }
  EXPECT_LE(missed, 100 * 15 / 20);  // of normal numbers, which have no groups: the hardest case
}

TEST_F(CodeIndexFile, OfSeveralCodesFindsWhatItFindsOfEach) {
  const at::Tensor codes = normal({5000, 8});
  write_index(file, codes, at::arange(5000, at::kLong).remainder(7), 7);
  const CodeIndex index(file);
  std::vector<const float*> some;
  for (std::int64_t i = 0; i < 5000; i += 13) some.push_back(codes.const_data_ptr<float>() + 8 * i);
  const auto together = index.nearest_of_each(some, 15);
  ASSERT_EQ(together.size(), some.size());
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto alone = index.nearest(some[i], 15);
    ASSERT_EQ(together[i].size(), alone.size());
    for (std::size_t n = 0; n < alone.size(); ++n) {
      EXPECT_EQ(together[i][n].squared, alone[n].squared);
      EXPECT_EQ(together[i][n].place, alone[n].place);
      EXPECT_EQ(together[i][n].cluster, alone[n].cluster);
    }
  }
  EXPECT_TRUE(index.nearest_of_each({}, 15).empty());
}

TEST_F(CodeIndexFile, GivesAllWhereMoreAreWanted) {
  write_index(file, normal({10, 2}), at::zeros({10}, at::kLong), 1);
  EXPECT_EQ(CodeIndex(file).nearest(at::zeros({2}).const_data_ptr<float>(), 50).size(), 10U);
}

TEST_F(CodeIndexFile, IsRefusedAtEveryOtherLength) {
  write_index(file, normal({6, 2}), at::zeros({6}, at::kLong), 1);
  const std::string bytes = slurp(file);
  for (std::size_t length = 0; length <= bytes.size() + 1; ++length) {
    if (length == bytes.size()) continue;
    const auto cut =
        folder.write("cut", bytes.substr(0, length) + (length > bytes.size() ? "x" : ""));
    const Error error = error_of([&] { const CodeIndex index(cut); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_NE(std::string(error.what()).find("group the run again with codegrid-cluster"),
              std::string::npos)
        << error.what();
  }
}

TEST_F(CodeIndexFile, WithAClusterThatThereIsNotIsDamaged) {
  write_index(file, normal({6, 2}), at::zeros({6}, at::kLong), 1);
  std::string bytes = slurp(file);
  bytes[bytes.size() - 4] = 9;
  const CodeIndex index(folder.write("changed", bytes));
  const Error error = error_of([&] { index.nearest(at::zeros({2}).const_data_ptr<float>(), 6); });
  EXPECT_NE(std::string(error.what()).find("is damaged: a code is in cluster 9 of 1; "),
            std::string::npos);
}

}  // namespace
}  // namespace codegrid
