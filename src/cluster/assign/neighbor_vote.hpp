#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/assign/code_index.hpp"
#include "cluster/options.hpp"

namespace codegrid {

/// The vote of a code's nearest neighbors, each with the weight 1 / distance (Dudani 1976): what is
/// far counts less, and a code that is the same decides alone. The distance to a cluster is the
/// mean one to those of the neighbors that are in it.
///   neighbors: in a measure whose distances are to be multiplied by 2^exponent; own: see
///   CodeAssigner.
AssignedCode count_votes(std::span<const IndexedNeighbor> neighbors, int exponent,
                         std::optional<std::int64_t> own);

/// Codes go where the nearest codes of a clustering are: for clusters without centroids.
class NeighborVote : public CodeAssigner {
 public:
  /// index: of write_code_index. neighbors: that vote, at least 1. normalize: of the clustering; a
  /// code of zeros has no direction, and so no cluster at unit length. Throws as CodeIndex does.
  NeighborVote(const std::filesystem::path& index, std::int64_t neighbors, Normalize normalize);

  std::int64_t width() const override { return index_.width(); }
  std::int64_t clusters() const { return index_.clusters(); }
  bool has_confidence() const override { return true; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  CodeIndex index_;
  std::int64_t neighbors_;
  Normalize normalize_;
};

}  // namespace codegrid
