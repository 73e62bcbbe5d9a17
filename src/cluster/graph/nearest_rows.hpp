#pragma once

#include <cstdint>
#include <vector>

#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/scaled_codes.hpp"

namespace codegrid {

/// The nearest neighbors of one code, while estimates of how near the others are pass by in the
/// order of their indices. What may be among the nearest is kept; distances decide in the end.
class NearestRows {
 public:
  ///   wanted: how many neighbors; margin: by how much an estimated squared distance may miss what
  ///   `codes` measures, at most.
  NearestRows(const ScaledCodes& codes, std::int64_t row, std::int64_t wanted, float margin);

  /// Takes estimates of the codes first to first + count - 1: the greater, the nearer, each half of
  /// what |x|^2 has over the squared distance. `squared_length` is the |x|^2 of this code.
  void take(const float* scores, std::int64_t first, std::int64_t count, float squared_length);

  /// The nearest, sorted by distance, then index. To be called once all are taken.
  const std::vector<Neighbor>& finish();

 private:
  struct Candidate {
    float score;
    std::int32_t index;
  };

  void add(float score, std::int64_t index, float squared_length);
  void drop_far_ones(float squared_length);
  void measure_all();

  const ScaledCodes& codes_;
  std::int64_t row_;
  std::size_t wanted_;
  float margin_;
  float threshold_;  // scores at or below it are of none of the nearest
  std::vector<Candidate> candidates_;
  std::vector<Neighbor> measured_;
};

}  // namespace codegrid
