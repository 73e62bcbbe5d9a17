#include "cluster/code_sets.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "cluster/fixtures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(CodeSets, OfOneEncoderAreItsCodes) {
  const at::Tensor codes = normal({6, 2});
  const CodeSets sets = codes;
  EXPECT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets.count(), 6);
  EXPECT_TRUE(codes_that_take_part(sets[0]).is_same(codes));
  EXPECT_EQ(name_of_set("graph", 0, sets.size()), "graph");
}

TEST(CodeSets, OfSeveralMayLeaveSomeCodesOut) {
  const CodeSets sets({{normal({6, 2})}, {normal({6, 3}), longs({1, 4})}});
  EXPECT_EQ(sets.size(), 2U);
  EXPECT_EQ(codes_that_take_part(sets[0]).size(0), 6);
  EXPECT_TRUE(codes_that_take_part(sets[1]).equal(sets[1].codes.index_select(0, longs({1, 4}))));
  EXPECT_EQ(name_of_set("graph", 1, sets.size()), "graph, encoder 2");
}

TEST(CodeSets, AreMadeContiguousWithWhatTakesPart) {
  const CodeSets sets({{normal({2, 6}).t(), longs({0, 1, 2})}});
  const CodeSets same = sets.contiguous();
  EXPECT_TRUE(same[0].codes.is_contiguous());
  EXPECT_TRUE(same[0].codes.equal(sets[0].codes));
  EXPECT_TRUE(same[0].rows.equal(sets[0].rows));
}

TEST(CodeSets, RefuseOtherShapesTypesAndNumbers) {
  EXPECT_NO_THROW(check_code_sets(CodeSets({{normal({6, 2})}, {normal({6, 3})}})));
  EXPECT_THROW(check_code_sets(CodeSets(std::vector<CodeSet>{})), c10::Error);
  EXPECT_THROW(check_code_sets(normal({6})), c10::Error);
  EXPECT_THROW(check_code_sets(normal({6, 2}).to(at::kDouble)), c10::Error);
  EXPECT_THROW(check_code_sets(CodeSets({{normal({6, 2})}, {normal({5, 3})}})), c10::Error);
}

TEST(CodeSets, SayWhichEncodersCodesCannotBeClustered) {
  at::Tensor broken = normal({6, 2});
  broken[3][1] = std::numeric_limits<float>::infinity();
  EXPECT_STREQ(
      error_of([&] {
        require_clusterable("graph", CodeSets({{normal({6, 2})}, {broken}}));
      }).what(),
      "graph, encoder 2: found NaN or infinity in 1 of 6 codes, first in code 3; expected finite "
      "numbers. Look at the encoder's weights: training may have diverged.");
  EXPECT_NO_THROW(require_clusterable("graph", CodeSets({{broken, longs({0, 1, 5})}})));
  EXPECT_STREQ(
      error_of([&] {
        require_clusterable("graph", CodeSets({{at::ones({6, 2})}, {normal({6, 2})}}));
      }).what(),
      "graph, encoder 1: found 6 codes that are all equal; expected different ones. Look at the "
      "encoder: it gives different images the same code (or, with clustering.normalize l2, the "
      "same direction).");
}

}  // namespace
}  // namespace codegrid
