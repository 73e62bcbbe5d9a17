#include "refine/graph_groups.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/unit_length.hpp"
#include "core/error.hpp"
#include "refine/agreeing_points.hpp"
#include "refine/lesson_fixtures.hpp"
#include "support/fixtures.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

at::Generator graph_generator() { return make_generator(1, Purpose::kGraph); }

at::Tensor codes_of_three() {
  return unit_length(images_in_three_groups(60).flatten(1).to(at::kFloat));
}

TEST(GraphGroups, FindThreeObviousGroupsWhoseNeighborsAgree) {
  const GraphGroups found =
      group_by_graph({codes_of_three(), codes_of_three()}, {3, 5}, graph_generator(), {});
  for (std::int64_t i = 3; i < 60; ++i)
    EXPECT_EQ(found.groups[i].item<std::int64_t>(), found.groups[i - 3].item<std::int64_t>());
  EXPECT_EQ(agreeing_points(found.groups, found.agreement).numel(), 60);
  EXPECT_GT(found.modularity, 0.5);
}

TEST(GraphGroups, LikeOthersHaveTheirNumbers) {
  const at::Tensor others = (groups_of_three(60) + 1) % 3;
  const GraphGroups found =
      group_by_graph_like(others, codes_of_three(), {3, 5}, graph_generator(), {});
  EXPECT_TRUE(found.groups.equal(others));
}

TEST(GraphGroups, LeaveWhatHasNoDirectionInNone) {
  at::Tensor codes = codes_of_three();
  codes[4].zero_();
  const GraphGroups found = group_by_graph({codes}, {3, 5}, graph_generator(), {});
  EXPECT_EQ(found.groups[4].item<std::int64_t>(), -1);
  EXPECT_TRUE(std::isnan(found.agreement[4].item<float>()));
  EXPECT_EQ(found.notes.size(), 1U);
  const GraphGroups like =
      group_by_graph_like(groups_of_three(60), codes, {3, 5}, graph_generator(), {});
  EXPECT_EQ(like.groups[4].item<std::int64_t>(), -1);
  EXPECT_EQ(like.groups[5].item<std::int64_t>(), 2);
}

TEST(GraphGroups, AreReadAsTheyWereWritten) {
  const TemporaryFolder folder;
  const GraphGroups groups{groups_of_three(6), at::rand({6}), 4, 0.1234567890123};
  write_graph_groups(folder.path() / "g", groups);
  const GraphGroups read = read_graph_groups(folder.path() / "g", 6, 3);
  EXPECT_TRUE(read.groups.equal(groups.groups));
  EXPECT_TRUE(read.agreement.equal(groups.agreement));
  EXPECT_EQ(read.eigenvectors, 4);
  EXPECT_EQ(read.modularity, 0.1234567890123);
}

TEST(GraphGroups, OfOthersOrDamagedAreRefused) {
  const TemporaryFolder folder;
  const std::string name = (folder.path() / "g").string();
  const auto refusal = [&](std::int64_t images, std::int64_t k) {
    const Error error = error_of([&] { read_graph_groups(name, images, k); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return std::string(error.what());
  };
  write_graph_groups(name, {groups_of_three(6), at::rand({6}), 4, 0.5});
  EXPECT_EQ(refusal(7, 3), name +
                               ": is of other images, or of other groups than 3; remove it, and "
                               "it is made anew");
  EXPECT_EQ(refusal(6, 2), name +
                               ": is of other images, or of other groups than 2; remove it, and "
                               "it is made anew");
  folder.write("g", encode_safetensors({{"groups", groups_of_three(6)}},
                                       {{"format", "codegrid graph groups"}, {"version", "1"}}));
  EXPECT_EQ(refusal(6, 3), name + ": does not hold what it should; remove it, and it is made anew");
  folder.write("g", encode_safetensors({{"groups", groups_of_three(6)}}));
  EXPECT_EQ(refusal(6, 3), name +
                               ": is no file of groups in a graph of this version; remove it, "
                               "and it is made anew");
}

}  // namespace
}  // namespace codegrid
