#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace codegrid {

/// The best cut of a group in two.
struct GroupHalves {
  /// Weight of the edges between both parts, over that of all edges at the part that has the fewer,
  /// in [0, 1]: the less, the less the parts touch. NaN: not measured.
  double conductance = 0;
  double lesser = 0;  ///< Share of the group's members in the smaller part.
};

/// A group has to have so many members for its halves to be looked for.
constexpr std::int64_t kLeastMembersCut = 64;

/// The two parts of a group that touch least, each of at least a tenth of its members: in the graph
/// that connects each member with its 15 nearest among them by the cosine, weighted by the
/// neighbors that two share, the sweep along the first eigenvectors of the normalized Laplacian
/// whose cut has the least conductance (Shi and Malik 2000; Spielman and Teng 2007). Parts that no
/// edge connects have a conductance of 0. The same bytes on any number of threads.
///   codes: [N, D] float32 of each encoder, finite, on the CPU; with several, their graphs are
///   joined. members: [M] int64, which codes are in the group; seed: of the eigenvectors.
/// NaN for fewer than kLeastMembersCut members that have a direction for some encoder. Throws Error
/// once the program is asked to stop.
GroupHalves find_halves(const std::vector<at::Tensor>& codes, const at::Tensor& members,
                        std::uint64_t seed);

}  // namespace codegrid
