#include "cluster/spectral/embedding.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using Numbers = std::vector<std::int64_t>;

at::Generator embedding_generator() { return make_generator(1, Purpose::kGraph); }

at::Tensor eigenvectors_for(const WeightedGraph& graph, std::int64_t k) {
  const std::int64_t wanted = most_eigenvectors(k, graph.nodes());
  return find_largest_eigenvectors(NormalizedAdjacency(graph), {.wanted = wanted}, 1).vectors;
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

TEST(Embedding, KeepsTheNumberWithTheMostModularity) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  const EmbeddingGroups found = group_embedding(graph, eigenvectors_for(graph, 4), 4, 3,
                                                embedding_generator(), [](std::int64_t) {});
  ASSERT_EQ(found.trials.size(), numbers_of_eigenvectors(4, 48).size());
  double most = 0;
  for (const EmbeddingTrial& trial : found.trials) most = std::max(most, trial.modularity);
  const auto kept = std::ranges::find(found.trials, most, &EmbeddingTrial::modularity);
  EXPECT_EQ(found.eigenvectors, kept->eigenvectors) << "the first of several";
  EXPECT_EQ(found.iterations, kept->iterations);
  EXPECT_EQ(modularity(graph, found.groups, 1), most);
}

TEST(Embedding, KeepsTheNumberWhoseGroupsAreMostAlikeTheGivenOnes) {
  const WeightedGraph graph = ring_of_cliques(6, 8);
  const at::Tensor vectors = eigenvectors_for(graph, 4);
  const auto keep = [&](const GroupLikeness& likeness) {
    return group_embedding(
        graph, vectors, 4, 3, embedding_generator(), [](std::int64_t) {}, likeness);
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
  EXPECT_EQ(any.eigenvectors, plain.eigenvectors) << "of the same likeness: modularity";
  EXPECT_EQ(any.groups, plain.groups);
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
  const Error error = error_of(
      [&] { group_embedding(graph, vectors, 3, 1, embedding_generator(), [](std::int64_t) {}); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "spectral: found only 2 different among the places of 8 codes in the graph of "
               "neighbors; expected at least k = 3. Lower clustering.k, or look at the encoder: it "
               "gives different images the same code (or, with clustering.normalize l2, the same "
               "direction).");
}

}  // namespace
}  // namespace codegrid
