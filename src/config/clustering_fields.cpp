#include "config/clustering_fields.hpp"

#include <cstdint>

namespace codegrid {
namespace {

constexpr std::int64_t kMostImages = std::int64_t{1} << 31;

// Of methods that take either; each has its own default.
Field normalize_field(Normalize& place) {
  return {"normalize", "l2: scale each code to unit length first",
          choice(place, {{"none", Normalize::kNone}, {"l2", Normalize::kL2}})};
}

// `one` is where a single number goes.
template <class One>
Field k_field(const std::string& meaning, const One& one, Sweep& several) {
  return {"k", meaning + "; of several, one is chosen without labels",
          SweptIntegerValue{one, &several}};
}

Fields kmeans_fields(ClusteringOptions::OfKMeans& kmeans) {
  return {
      k_field("number of clusters", IntegerValue{&kmeans.k, {1, kMostImages}}, kmeans.sweep),
      normalize_field(kmeans.normalize),
      {"n_init", "starts of k-means; the one with the least inertia is kept",
       IntegerValue{&kmeans.n_init, {1, 10'000}}},
      {"max_iter", "most iterations of one start", IntegerValue{&kmeans.max_iter, {1, 1'000'000}}},
      {"tol",
       "a start ends when the centroids' squared shift is below this times the codes' mean "
       "variance",
       NumberValue{&kmeans.tol, kNotNegative}},
  };
}

Fields spherical_kmeans_fields(ClusteringOptions::OfSphericalKMeans& spherical) {
  return {
      k_field("number of clusters", IntegerValue{&spherical.k, {1, kMostImages}}, spherical.sweep),
      {"normalize", "always l2: cosines are taken at unit length",
       choice(spherical.normalize, {{"l2", Normalize::kL2}})},
      {"n_init", "starts; the one with the greatest mean cosine is kept",
       IntegerValue{&spherical.n_init, {1, 10'000}}},
      {"max_iter", "most iterations of one start",
       IntegerValue{&spherical.max_iter, {1, 1'000'000}}},
      {"tol",
       "a start ends when the centroids' squared shift is below this times the mean variance of "
       "the codes at unit length",
       NumberValue{&spherical.tol, kNotNegative}},
  };
}

Fields gaussian_mixture_fields(ClusteringOptions::OfGaussianMixture& mixture) {
  return {
      k_field("number of components", IntegerValue{&mixture.k, {1, kMostImages}}, mixture.sweep),
      normalize_field(mixture.normalize),
      {"covariance",
       "of each component: all of it (full), or variances alone, as if values were independent "
       "within a component (diagonal)",
       choice(mixture.covariance,
              {{"full", CovarianceKind::kFull}, {"diagonal", CovarianceKind::kDiagonal}})},
      {"n_init", "starts of k-means, from whose best clusters the mixture starts",
       IntegerValue{&mixture.n_init, {1, 10'000}}},
      {"max_iter", "most iterations of expectation and maximization",
       IntegerValue{&mixture.max_iter, {1, 1'000'000}}},
      {"tol", "they end when the mean log likelihood of a code changes by at most this",
       NumberValue{&mixture.tol, kNotNegative}},
      {"regularization",
       "added to each component's variances, as a share of the variance of that value over all "
       "codes: keeps a component from closing in on a few codes",
       NumberValue{&mixture.regularization, {.least = kLeastRegularization, .most = 1}}},
  };
}

Field neighbors_field(std::int64_t& place) {
  return {"neighbors", "nearest neighbors of each code that the graph connects it with",
          IntegerValue{&place, {1, 1000}}};
}

Field search_field(NeighborSearch& place) {
  return {"search",
          "for the nearest neighbors: among all codes (exact), or by a graph of layers (hnsw; "
          "Malkov and Yashunin 2020); auto: exact up to 100,000 codes",
          choice(place, {{"auto", NeighborSearch::kAuto},
                         {"exact", NeighborSearch::kExact},
                         {"hnsw", NeighborSearch::kHnsw}})};
}

Fields graph_fields(ClusteringOptions::OfGraph& graph) {
  return {
      k_field("number of clusters; auto: as many as the graph has",
              AutoIntegerValue{&graph.k, {1, kMostImages}}, graph.sweep),
      normalize_field(graph.normalize),
      neighbors_field(graph.neighbors),
      search_field(graph.search),
      {"weights",
       "of the edges: neighbors that two codes share, as a share of those of either (jaccard) or "
       "as their number (shared_neighbors)",
       choice(graph.weights, {{"jaccard", EdgeWeights::kJaccard},
                              {"shared_neighbors", EdgeWeights::kSharedNeighbors}})},
      {"resolution",
       "of modularity: the greater, the more clusters; raised where it gives fewer than k",
       NumberValue{&graph.resolution, kPositive}},
  };
}

Fields spectral_fields(ClusteringOptions::OfSpectral& spectral) {
  return {
      k_field("number of clusters", IntegerValue{&spectral.k, {1, 1000}}, spectral.sweep),
      normalize_field(spectral.normalize),
      neighbors_field(spectral.neighbors),
      search_field(spectral.search),
      {"n_init",
       "starts of k-means for each number of eigenvectors, from k to 1.6 k; the number whose "
       "clusters have the highest modularity is kept",
       IntegerValue{&spectral.n_init, {1, 10'000}}},
  };
}

Fields hdbscan_fields(ClusteringOptions::OfHdbscan& hdbscan) {
  return {
      {"min_cluster_size", "least images of a cluster; auto: one in 500 of all, at least 5",
       AutoIntegerValue{&hdbscan.min_cluster_size, {2, kMostImages}}},
      normalize_field(hdbscan.normalize),
      {"min_samples",
       "codes within the core distance of a code, itself among them: the more, the more images are "
       "in no cluster",
       IntegerValue{&hdbscan.min_samples, {1, 1000}}},
      {"selection",
       "of the clusters in the hierarchy: the most stable ones (excess_of_mass), or those that "
       "split no further (leaf)",
       choice(hdbscan.selection, {{"excess_of_mass", ClusterSelection::kExcessOfMass},
                                  {"leaf", ClusterSelection::kLeaf}})},
      search_field(hdbscan.search),
  };
}

}  // namespace

SectionValue clustering_section(ClusteringOptions& clustering) {
  return section_of_kinds<ClusteringMethod>(
      "method", clustering.method,
      {{"kmeans", ClusteringMethod::kKMeans, "the nearest of k centroids",
        kmeans_fields(clustering.kmeans)},
       {"spherical_kmeans", ClusteringMethod::kSphericalKMeans,
        "the centroid of the greatest cosine, of k at unit length (Dhillon and Modha 2001)",
        spherical_kmeans_fields(clustering.spherical_kmeans)},
       {"gaussian_mixture", ClusteringMethod::kGaussianMixture,
        "the most probable of k normal distributions (Dempster, Laird and Rubin 1977)",
        gaussian_mixture_fields(clustering.gaussian_mixture)},
       {"graph", ClusteringMethod::kGraph,
        "communities in the graph of nearest neighbors (Leiden; Traag et al. 2019)",
        graph_fields(clustering.graph)},
       {"spectral", ClusteringMethod::kSpectral,
        "k-means on the eigenvectors of the graph of shared nearest neighbors (Ng, Jordan and "
        "Weiss 2002)",
        spectral_fields(clustering.spectral)},
       {"hdbscan", ClusteringMethod::kHdbscan,
        "what is denser than its surroundings; images elsewhere are in no cluster (Campello, "
        "Moulavi and Sander 2013)",
        hdbscan_fields(clustering.hdbscan)},
       {"refined",
        ClusteringMethod::kRefined,
        "the groups that the encoder names itself, one that a refinement has made; their number is "
        "the encoder's",
        {}}},
      {});
}

}  // namespace codegrid
