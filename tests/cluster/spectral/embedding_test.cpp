#include "cluster/spectral/embedding.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <numbers>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using Numbers = std::vector<std::int64_t>;

at::Generator embedding_generator() { return make_generator(1, Purpose::kGraph); }

Eigenvectors eigenvectors_for(const WeightedGraph& graph, std::int64_t k) {
  const std::int64_t wanted = most_eigenvectors(k, graph.nodes());
  return find_largest_eigenvectors(NormalizedAdjacency(graph), {.wanted = wanted}, 1);
}

// The same with eigenvalues that fall by 0.001 each, but by 0.1 after the first `number`.
Eigenvectors with_gap_behind(std::int64_t number, Eigenvectors eigen) {
  const at::Tensor order = at::arange(eigen.values.numel(), at::kDouble);
  eigen.values = 1 - 0.001 * order - 0.1 * order.ge(number).to(at::kDouble);
  return eigen;
}

EmbeddingGroups embed(const WeightedGraph& graph, const Eigenvectors& eigen, std::int64_t k) {
  return group_embedding(graph, eigen, k, 3, embedding_generator(), [](std::int64_t) {});
}

TEST(Embedding, TriesFromAsManyEigenvectorsAsGroupsTo1Point6TimesAsMany) {
  EXPECT_EQ(numbers_of_eigenvectors(10, 1000), (Numbers{10, 11, 12, 13, 14, 15, 16}));
  EXPECT_EQ(numbers_of_eigenvectors(2, 1000), (Numbers{2, 3, 4}));
  EXPECT_EQ(numbers_of_eigenvectors(20, 1000), (Numbers{20, 22, 24, 26, 28, 30, 32}));
  EXPECT_EQ(numbers_of_eigenvectors(1000, 5000),
            (Numbers{1000, 1010, 1020, 1030, 1040, 1050, 1060}));
  EXPECT_EQ(numbers_of_eigenvectors(10, 12), (Numbers{10, 11, 12}));
  EXPECT_EQ(numbers_of_eigenvectors(5, 5), (Numbers{5}));
}

TEST(Embedding, FindsTheCliquesOfARing) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  Numbers tried;
  const EmbeddingGroups found =
      group_embedding(graph, eigenvectors_for(graph, 6), 6, 5, embedding_generator(),
                      [&](std::int64_t number) { tried.push_back(number); });
  for (std::int32_t node = 0; node < 48; ++node)
    EXPECT_EQ(found.groups[place(node)], found.groups[place(node - node % 8)]);
  Communities numbered = found.groups;
  EXPECT_EQ(renumber(numbered), 6);
  EXPECT_EQ(tried, numbers_of_eigenvectors(6, 48));
}

TEST(Embedding, KeepsTheNumberWithTheWidestGapBehindIt) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  const Eigenvectors eigen = eigenvectors_for(graph, 6);
  for (const std::int64_t number : {6, 7, 8, 9}) {
    const EmbeddingGroups found = embed(graph, with_gap_behind(number, eigen), 6);
    EXPECT_EQ(found.eigenvectors, number);
    ASSERT_EQ(found.trials.size(), 5U);
    const EmbeddingTrial& kept = found.trials[static_cast<std::size_t>(number - 6)];
    EXPECT_EQ(found.iterations, kept.iterations);
    EXPECT_NEAR(kept.gap, 0.101, 1e-12);
    EXPECT_EQ(modularity(graph, found.groups, 1), kept.modularity);
    EXPECT_EQ(found.trials.back().gap, 0) << "of the last one none is known";
  }
  EXPECT_EQ(embed(graph, with_gap_behind(1, eigen), 6).eigenvectors, 6) << "the first of several";
}

TEST(Embedding, KeepsNoNumberWhoseGroupsAreOfMuchLessModularity) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  // Six columns that know nothing of the cliques, then two that place each elsewhere on a circle.
  const at::Tensor turn = at::arange(48).floor_divide(8).to(at::kDouble) * (std::numbers::pi / 3);
  Eigenvectors eigen = eigenvectors_for(graph, 6);
  eigen.vectors = at::zeros({48, 10}, at::kDouble);
  eigen.vectors.slice(1, 0, 6).copy_(at::randn({48, 6}, embedding_generator()));
  eigen.vectors.select(1, 6).copy_(1000 * at::cos(turn));
  eigen.vectors.select(1, 7).copy_(1000 * at::sin(turn));
  const EmbeddingGroups found = embed(graph, with_gap_behind(6, eigen), 6);
  double most = 0;
  for (const EmbeddingTrial& trial : found.trials) most = std::max(most, trial.modularity);
  ASSERT_LT(found.trials.front().modularity, (1 - kModularityBelowBest) * most);
  EXPECT_GT(found.eigenvectors, 6);
  EXPECT_EQ(modularity(graph, found.groups, 1), most);
}

TEST(Embedding, KeepsTheNumberWhoseGroupsAreMostAlikeTheGivenOnes) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  const Eigenvectors eigen = eigenvectors_for(graph, 4);
  const auto keep = [&](const GroupLikeness& likeness) {
    return group_embedding(
        graph, eigen, 4, 3, embedding_generator(), [](std::int64_t) {}, likeness);
  };
  for (std::size_t liked = 0; liked < numbers_of_eigenvectors(4, 48).size(); ++liked) {
    std::size_t trial = 0;
    const EmbeddingGroups found =
        keep([&](const Communities&) { return trial++ == liked ? 0.5 : 0.25; });
    EXPECT_EQ(found.eigenvectors, numbers_of_eigenvectors(4, 48)[liked]);
    EXPECT_EQ(found.trials[liked].likeness, 0.5);
    EXPECT_EQ(modularity(graph, found.groups, 1), found.trials[liked].modularity);
  }
  const EmbeddingGroups any = keep([](const Communities&) { return 0.7; });
  const EmbeddingGroups plain = keep({});
  double most = 0;
  for (const EmbeddingTrial& trial : plain.trials) most = std::max(most, trial.modularity);
  EXPECT_EQ(modularity(graph, any.groups, 1), most) << "of the same likeness: modularity";
}

TEST(Embedding, OfOneGroupNeedsNoKMeans) {
  const WeightedGraph graph = ring_of_cliques(3, 3);
  const EmbeddingGroups found = group_embedding(graph, eigenvectors_for(graph, 1), 1, 1,
                                                embedding_generator(), [](std::int64_t) {});
  EXPECT_EQ(found.groups, Communities(9, 0));
  EXPECT_EQ(found.eigenvectors, 1);
  EXPECT_TRUE(found.trials.empty());
}

TEST(Embedding, RefusesFewerDifferentRowsThanGroups) {
  const WeightedGraph graph = ring_of_cliques(2, 4);
  at::Tensor vectors = at::ones({8, 5}, at::kDouble);
  vectors.slice(0, 4).slice(1, 1) = -1;
  const Error error = error_of([&] {
    group_embedding(graph, {at::ones({5}, at::kDouble), vectors}, 3, 1, embedding_generator(),
                    [](std::int64_t) {});
  });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "spectral: found only 2 different among the places of 8 codes in the graph of "
               "neighbors; expected at least k = 3. Lower clustering.k, or look at the encoder: it "
               "gives different images the same code (or, with clustering.normalize l2, the same "
               "direction).");
}

}  // namespace
}  // namespace codegrid
