#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/assign/code_index.hpp"
#include "cluster/options.hpp"

namespace codegrid {

/// The votes of a code's nearest neighbors, each with the weight 1 / distance (Dudani 1976): what
/// is far counts less, and a code that is the same decides alone. Of several encoders, the
/// neighbors by each cast one vote together: the share of a cluster is the mean of its shares. The
/// distance to a cluster is the mean one to those of the neighbors that are in it, by each encoder
/// that has any.
/// Neighbors that are in no cluster vote for that: where they win, the confidence is their share,
/// and the next cluster is the one that has the most votes.
class ClusterVotes {
 public:
  /// neighbors: by one encoder, in a measure whose distances are to be multiplied by 2^exponent;
  /// none where its code says nothing.
  void add(std::span<const IndexedNeighbor> neighbors, int exponent);

  /// Where the code belongs; own: see CodeAssigner. The smaller number on a tie. In none, where
  /// nobody voted.
  AssignedCode count(std::optional<std::int64_t> own) const;

 private:
  struct Votes {
    double share = 0;      // added up over the encoders
    double distances = 0;  // so is the mean distance
    std::int64_t encoders = 0;
  };

  std::int64_t most() const;
  std::int64_t next_to(std::int64_t cluster) const;

  std::map<std::int64_t, Votes> clusters_;
  std::int64_t encoders_ = 0;  // that have neighbors
};

/// Codes go where the nearest codes of a clustering are: for clusters without centroids.
class NeighborVote : public CodeAssigner {
 public:
  /// indices: of write_code_index, one for each encoder of the clustering; the codes of all of them
  /// stand side by side in a row. neighbors: by each that vote, at least 1. normalize: of the
  /// clustering; a code of zeros has no direction, and so no neighbors at unit length. Throws as
  /// CodeIndex does, and Error(kBadData) where the files are of different clusterings.
  NeighborVote(const std::vector<std::filesystem::path>& indices, std::int64_t neighbors,
               Normalize normalize);

  std::int64_t width() const override;
  std::int64_t clusters() const { return indices_.front()->clusters(); }
  bool has_confidence() const override { return true; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  std::vector<std::unique_ptr<const CodeIndex>> indices_;
  std::int64_t neighbors_;
  Normalize normalize_;
};

}  // namespace codegrid
