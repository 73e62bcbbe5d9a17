#pragma once

#include <cstdint>
#include <optional>

#include "core/sweep.hpp"

namespace codegrid {

enum class Normalize { kNone, kL2 };

/// How k-means runs. The meaning of each is that of scikit-learn's KMeans.
struct KMeansOptions {
  std::int64_t k = 10;          ///< Number of clusters, 1 to N.
  std::int64_t n_init = 10;     ///< Starts, >= 1; the one with the least inertia is kept.
  std::int64_t max_iter = 300;  ///< Most iterations of one start, >= 1.
  double tol = 1e-4;  ///< Stop when `shift` is at most tol times the mean variance of the codes'
                      ///< columns, >= 0.
};

enum class CovarianceKind { kFull, kDiagonal };

/// Below it, rounding is as much as what is added.
constexpr double kLeastRegularization = 1e-12;

/// How a mixture of normal distributions is found. The meaning of each is that of scikit-learn's
/// GaussianMixture, but for the measure of `regularization`.
struct MixtureOptions {
  std::int64_t k = 10;  ///< Number of components, 1 to N.
  CovarianceKind covariance = CovarianceKind::kFull;
  std::int64_t n_init = 10;  ///< Starts of k-means, whose best is where the mixture starts, >= 1.
  std::int64_t max_iter = 100;  ///< Most iterations, >= 1.
  double tol = 1e-3;  ///< Stop when the mean log likelihood changes by at most this, >= 0.
  double regularization = 1e-6;  ///< Added to each variance, as a share of that of the column over
                                 ///< all codes, kLeastRegularization to 1.
};

enum class NeighborSearch { kAuto, kExact, kHnsw };
enum class EdgeWeights { kJaccard, kSharedNeighbors };

/// How groups are found in the graph of nearest neighbors.
struct GraphOptions {
  std::optional<std::int64_t> k{};  ///< Number of groups, 1 to N; empty: as many as the graph has.
  std::int64_t neighbors = 15;      ///< Of each code, >= 1.
  NeighborSearch search = NeighborSearch::kAuto;  ///< kAuto: exact up to 100,000 codes.
  EdgeWeights weights = EdgeWeights::kJaccard;    ///< What an edge counts.
  double resolution = 1.0;  ///< Of modularity, > 0: the greater, the more groups.
};

/// How groups are found by the eigenvectors of the graph of nearest neighbors.
struct SpectralOptions {
  std::int64_t k = 10;                            ///< Number of groups, 1 to N.
  std::int64_t neighbors = 15;                    ///< Of each code, >= 1.
  NeighborSearch search = NeighborSearch::kAuto;  ///< As by GraphOptions.
  std::int64_t n_init = 10;  ///< Starts of k-means for each number of eigenvectors, >= 1.
};

enum class ClusterSelection { kExcessOfMass, kLeaf };

/// How groups are found that are denser than what lies between them. The meaning of each is that of
/// scikit-learn's HDBSCAN.
struct HdbscanOptions {
  std::optional<std::int64_t> min_cluster_size{};  ///< Members of a group, >= 2; empty: one in 500
                                                   ///< of the codes, at least 5.
  std::int64_t min_samples = 10;  ///< Codes within a core distance, that code itself among them,
                                  ///< >= 1: the more, the more codes are in no group.
  ClusterSelection selection = ClusterSelection::kExcessOfMass;
  NeighborSearch search = NeighborSearch::kAuto;  ///< As by GraphOptions.
};

enum class ClusteringMethod {
  kKMeans,
  kSphericalKMeans,
  kGaussianMixture,
  kGraph,
  kSpectral,
  kHdbscan,
  kRefined  ///< The groups whose probabilities the encoder gives itself.
};

/// Whether the method groups codes by their nearest neighbors, and not by centers.
constexpr bool uses_neighbor_graph(ClusteringMethod method) {
  return method == ClusteringMethod::kGraph || method == ClusteringMethod::kSpectral ||
         method == ClusteringMethod::kHdbscan;
}

/// Whether the method takes the codes of several encoders for the same images.
constexpr bool joins_encoders(ClusteringMethod method) {
  return method == ClusteringMethod::kGraph || method == ClusteringMethod::kSpectral;
}

/// What becomes of the codes, and what is done with what they have become. Each method has its own
/// default for `normalize`.
struct ClusteringOptions {
  struct OfKMeans : KMeansOptions {
    Normalize normalize = Normalize::kNone;  ///< kL2: scale each code to unit length first.
    Sweep sweep{};  ///< Numbers of clusters to choose among; `k` is their greatest. Empty: none.
  };
  struct OfSphericalKMeans : KMeansOptions {
    Normalize normalize = Normalize::kL2;  ///< Always: a cosine is a product at unit length.
    Sweep sweep{};
  };
  struct OfGaussianMixture : MixtureOptions {
    Normalize normalize = Normalize::kNone;
    Sweep sweep{};
  };
  struct OfGraph : GraphOptions {
    Normalize normalize = Normalize::kL2;
    Sweep sweep{};
  };
  struct OfSpectral : SpectralOptions {
    Normalize normalize = Normalize::kL2;
    Sweep sweep{};
  };
  struct OfHdbscan : HdbscanOptions {
    Normalize normalize = Normalize::kL2;
  };
  ClusteringMethod method = ClusteringMethod::kKMeans;
  OfKMeans kmeans;
  OfSphericalKMeans spherical_kmeans;
  OfGaussianMixture gaussian_mixture;
  OfGraph graph;
  OfSpectral spectral;
  OfHdbscan hdbscan;

  Normalize normalize() const {
    switch (method) {
      case ClusteringMethod::kSphericalKMeans:
        return spherical_kmeans.normalize;
      case ClusteringMethod::kGaussianMixture:
        return gaussian_mixture.normalize;
      case ClusteringMethod::kGraph:
        return graph.normalize;
      case ClusteringMethod::kSpectral:
        return spectral.normalize;
      case ClusteringMethod::kHdbscan:
        return hdbscan.normalize;
      case ClusteringMethod::kRefined:
        return Normalize::kNone;  // as the encoder's last layer takes them
      case ClusteringMethod::kKMeans:
        break;
    }
    return kmeans.normalize;
  }

  /// The numbers of clusters that the method is to choose among; empty: there is one, or the method
  /// finds their number.
  Sweep sweep() const {
    switch (method) {
      case ClusteringMethod::kKMeans:
        return kmeans.sweep;
      case ClusteringMethod::kSphericalKMeans:
        return spherical_kmeans.sweep;
      case ClusteringMethod::kGaussianMixture:
        return gaussian_mixture.sweep;
      case ClusteringMethod::kGraph:
        return graph.sweep;
      case ClusteringMethod::kSpectral:
        return spectral.sweep;
      case ClusteringMethod::kHdbscan:
      case ClusteringMethod::kRefined:
        break;
    }
    return {};
  }

  /// The same for `k` clusters by each method that takes their number, none to choose among.
  ClusteringOptions with_k(std::int64_t k) const {
    ClusteringOptions one = *this;
    const auto set = [k](auto& options) {
      options.k = k;
      options.sweep = {};
    };
    set(one.kmeans);
    set(one.spherical_kmeans);
    set(one.gaussian_mixture);
    set(one.graph);
    set(one.spectral);
    return one;
  }

  /// Of each code, by a method that uses_neighbor_graph: so many of the nearest decide on a new
  /// code.
  std::int64_t neighbors() const {
    switch (method) {
      case ClusteringMethod::kSpectral:
        return spectral.neighbors;
      case ClusteringMethod::kHdbscan:
        return hdbscan.min_samples;
      default:
        return graph.neighbors;
    }
  }
};

}  // namespace codegrid
