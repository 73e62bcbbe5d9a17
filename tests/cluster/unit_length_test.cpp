#include "cluster/unit_length.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(UnitLength, KeepsRowsOfZerosAndSurvivesTinyAndHugeOnes) {
  const at::Tensor rows = at::tensor({0.F, 0.F, 3.F, 4.F, 3e-30F, 4e-30F, 3e30F, 4e30F});
  const at::Tensor expected = at::tensor({0.F, 0.F, .6F, .8F, .6F, .8F, .6F, .8F});
  EXPECT_TRUE(at::allclose(unit_length(rows.view({4, 2})), expected.view({4, 2})));
}

}  // namespace
}  // namespace codegrid
