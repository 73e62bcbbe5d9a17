#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "cluster/graph/scaled_codes.hpp"
#include "cluster/options.hpp"

namespace codegrid {

/// One code as another's neighbor. The nearer comes first, on a tie the smaller index.
struct Neighbor {
  float squared;  ///< Distance, of ScaledCodes.
  std::int32_t index;
  bool operator<(const Neighbor& other) const {
    return squared != other.squared ? squared < other.squared : index < other.index;
  }
};

/// The nearest neighbors of each code, in order; a code is no neighbor of itself.
struct NeighborLists {
  at::Tensor indices;    ///< [N, n] int32; -1 at the end of a list for one that was not found.
  at::Tensor distances;  ///< [N, n] float32, Euclidean; infinity beside -1.
  int exponent = 0;      ///< A distance of the codes is one of `distances` times 2^exponent.

  /// Lists of n neighbors for each code, none of them found yet.
  static NeighborLists empty(const ScaledCodes& codes, std::int64_t n);
  /// Writes the list of one code, of n neighbors at most; different rows by any threads. Throws
  /// Error(kBadData) for a different code at a distance of 0.
  void write(const ScaledCodes& codes, std::int64_t row, std::span<const Neighbor> found);

  std::int64_t count() const { return indices.size(0); }
  std::int64_t width() const { return indices.size(1); }
};

/// Called from time to time with the share of the work that is done, in [0, 1].
using OnShare = std::function<void(double done)>;

/// More codes than these are searched approximately under NeighborSearch::kAuto.
constexpr std::int64_t kMostExact = 100'000;

/// The `n` nearest of all codes to each, by kExact, kHnsw, or the one of both that kAuto chooses.
/// The same bytes on any number of threads. Takes memory for a few copies of the codes and the
/// lists, never for all pairs.
///   codes: [N, D] float32, finite, of any magnitude, on the CPU; n: 1 to N - 1; method: the first
///   word of what it throws.
/// Throws Error(kBadData) where differences vanish beside the largest, and Error once the program
/// is asked to stop.
NeighborLists find_neighbors(const at::Tensor& codes, std::int64_t n, NeighborSearch search,
                             const OnShare& on_share, std::string_view method = "graph");

/// By matrix products of blocks: those rule out what is not near, and differences decide among the
/// rest, so that a list is that of measuring every pair.
NeighborLists find_exact_neighbors(const at::Tensor& codes, std::int64_t n, const OnShare& on_share,
                                   std::string_view method);

/// By a hierarchical navigable small world (Malkov and Yashunin 2020, hnswlib): some of the lists
/// miss some neighbors, and in rare cases hold fewer. Built by one thread in the order of the
/// codes, because a parallel build does not repeat itself.
NeighborLists find_hnsw_neighbors(const at::Tensor& codes, std::int64_t n, const OnShare& on_share,
                                  std::string_view method);

}  // namespace codegrid
