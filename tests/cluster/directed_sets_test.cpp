#include "cluster/directed_sets.hpp"

#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/unit_length.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// Unit codes of which those at `zeros` are none.
at::Tensor codes_with_zeros(const std::vector<std::int64_t>& zeros, std::uint64_t seed) {
  at::Tensor codes = unit_length(normal({20, 3}, seed));
  if (!zeros.empty()) codes.index_fill_(0, longs(zeros), 0);
  return codes;
}

DirectedSets find_sets(const std::vector<at::Tensor>& codes, std::int64_t neighbors = 4,
                       std::int64_t k = 2, Normalize normalize = Normalize::kL2) {
  return find_directed_sets(codes, normalize, "graph", neighbors, k);
}

TEST(DirectedSets, OfCodesThatAllHaveADirectionAreThoseCodes) {
  const at::Tensor one = codes_with_zeros({}, 1);
  const at::Tensor other = codes_with_zeros({}, 2);
  const DirectedSets found = find_sets({one, other});
  EXPECT_FALSE(found.any.rows.defined());
  EXPECT_TRUE(found.sets[0].codes.is_same(one));
  EXPECT_TRUE(found.sets[1].codes.is_same(other));
  EXPECT_FALSE(found.sets[1].rows.defined());
  EXPECT_TRUE(found.notes.empty());
}

TEST(DirectedSets, OfCodesThatAreClusteredAsTheyAreAreThoseCodes) {
  const at::Tensor zeros = at::zeros({20, 3});
  const DirectedSets found = find_sets({zeros, zeros}, 4, 2, Normalize::kNone);
  EXPECT_FALSE(found.any.rows.defined());
  EXPECT_FALSE(found.sets[0].rows.defined());
  EXPECT_TRUE(found.notes.empty());
}

TEST(DirectedSets, KeepWhatSomeEncoderGivesADirection) {
  const at::Tensor one = codes_with_zeros({3, 7, 9}, 1);
  const at::Tensor other = codes_with_zeros({7}, 2);
  const DirectedSets found = find_sets({one, other});
  ASSERT_TRUE(found.any.rows.defined());
  EXPECT_EQ(found.any.rows.size(0), 19);
  EXPECT_EQ(found.sets.count(), 19);
  EXPECT_TRUE(found.sets[1].codes.equal(other.index_select(0, found.any.rows)));
  EXPECT_FALSE(found.sets[1].rows.defined()) << "of those, all have one";
  EXPECT_EQ(found.sets[0].rows.size(0), 17);
  EXPECT_TRUE(codes_that_take_part(found.sets[0]).ne(0).any(1).all().item<bool>());
  EXPECT_EQ(found.notes,
            (std::vector<std::string>{
                "note: 3 of 20 codes of encoder 1 are only zeros, first code 3: without a "
                "direction, and as clustering.normalize is l2, they have no neighbors there",
                "note: 1 of 20 images has codes of zeros by every encoder, the first number 7: "
                "without a direction, and as clustering.normalize is l2, it is in no cluster"}));
}

TEST(DirectedSets, OfDifferentZerosHaveAllThings) {
  const DirectedSets found = find_sets({codes_with_zeros({0}, 1), codes_with_zeros({19}, 2)});
  EXPECT_FALSE(found.any.rows.defined());
  EXPECT_EQ(found.sets[0].rows[0].item<std::int64_t>(), 1);
  EXPECT_EQ(found.sets[1].rows.size(0), 19);
  EXPECT_EQ(found.notes.size(), 2U);
}

TEST(DirectedSets, SayWhichEncoderHasTooFewAndWhereAllTogetherHave) {
  const std::vector<std::int64_t> most{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const std::vector<at::Tensor> codes{codes_with_zeros({}, 1), codes_with_zeros(most, 2)};
  EXPECT_STREQ(error_of([&] { find_sets(codes); }).what(),
               "graph, encoder 2: found only zeros in 16 of 20 codes, first in code 0; expected a "
               "direction in 5 or more, as clustering.normalize is l2. Set it to none, or look at "
               "the encoder.");
  EXPECT_NO_THROW(find_sets(codes, 3, 20));
  EXPECT_STREQ(error_of([&] {
                 find_sets({codes[1], codes[1]}, 3, 6);
               }).what(),
               "graph: found only zeros by every encoder for 16 of 20 images, first for number 0; "
               "expected a direction for 6 or more, as clustering.normalize is l2. Set it to none, "
               "or look at the encoders.");
}

}  // namespace
}  // namespace codegrid
