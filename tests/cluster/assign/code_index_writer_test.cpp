#include <gtest/gtest.h>

#include "cluster/assign/code_index.hpp"
#include "cluster/assign/index_fixtures.hpp"

namespace codegrid {
namespace {

class CodeIndexWriter : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "code_index.bin";
};

TEST_F(CodeIndexWriter, TheSameSeedGivesTheSameBytes) {
  const at::Tensor codes = grouped_codes(5, 300);
  write_index(file, codes, groups(5, 300), 5);
  const std::string first = slurp(file);
  const int threads = at::get_num_threads();
  at::set_num_threads(threads == 1 ? 2 : 1);
  write_index(file, codes, groups(5, 300), 5);
  at::set_num_threads(threads);
  EXPECT_TRUE(slurp(file) == first);
}

TEST_F(CodeIndexWriter, LeavesOutWhatIsInNoCluster) {
  at::Tensor assignments = groups(2, 50).clone();
  assignments.slice(0, 0, 10).fill_(-1);
  write_index(file, grouped_codes(2, 50), assignments, 2);
  EXPECT_EQ(CodeIndex(file).size(), 90);
}

TEST_F(CodeIndexWriter, TakesCodesThatAreAllEqualOrNearlySo) {
  write_index(file, at::ones({100, 3}), at::zeros({100}, at::kLong), 1);
  const at::Tensor one = at::ones({3});
  EXPECT_EQ(CodeIndex(file).nearest(one.const_data_ptr<float>(), 15).size(), 15U);
  at::Tensor codes = at::ones({100, 3});
  codes[7].fill_(2);
  write_index(file, codes, at::zeros({100}, at::kLong), 1);
  EXPECT_EQ(CodeIndex(file).nearest(codes[7].const_data_ptr<float>(), 1).front().squared, 0);
}

TEST_F(CodeIndexWriter, TakesOneCode) {
  write_index(file, at::ones({1, 2}), at::zeros({1}, at::kLong), 1);
  EXPECT_EQ(CodeIndex(file).size(), 1);
}

TEST_F(CodeIndexWriter, TakesCodesOfAnyMagnitude) {
  for (const float factor : {1e30F, 1e-30F}) {
    const at::Tensor codes = grouped_codes(3, 40) * factor;
    write_index(file, codes, groups(3, 40), 3);
    const CodeIndex index(file);
    const at::Tensor measured = index.measure().bring(codes).contiguous();
    for (std::int64_t i = 0; i < 120; i += 7) {
      const auto found = index.nearest(measured[i].const_data_ptr<float>(), 5);
      EXPECT_EQ(found.front().squared, 0);
      for (const IndexedNeighbor& neighbor : found) EXPECT_EQ(neighbor.cluster, i / 40);
    }
  }
}

TEST_F(CodeIndexWriter, HoldsWhatIsInNoClusterWhereThatIsToSaySo) {
  at::Tensor assignments = groups(2, 50).clone();
  assignments.slice(0, 0, 10).fill_(-1);
  const at::Tensor codes = grouped_codes(2, 50);
  write_code_index(file, codes, assignments, 2, make_generator(1, Purpose::kCodeIndex),
                   at::arange(3, 100, at::kLong));
  const CodeIndex index(file);
  EXPECT_EQ(index.size(), 97);
  EXPECT_EQ(index.nearest(codes[4].const_data_ptr<float>(), 1).front().cluster, -1);
  EXPECT_EQ(index.nearest(codes[12].const_data_ptr<float>(), 1).front().cluster, 0);
}

}  // namespace
}  // namespace codegrid
