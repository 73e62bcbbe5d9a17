#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cluster/code_sets.hpp"
#include "cluster/directed_codes.hpp"
#include "cluster/options.hpp"

namespace codegrid {

/// The things that have a code with a direction, whichever encoder gives it.
struct DirectedSets {
  DirectedCodes any;  ///< Which of all things they are.
  CodeSets sets;      ///< Their codes; of each encoder those with a direction take part.
  std::vector<std::string> notes;  ///< What the user should know of the others, a line each.
};

/// With Normalize::kNone every code takes part. At unit length a code of zeros has no direction,
/// and so no neighbors; where another encoder's code of the same thing has one, that alone decides.
///   codes: [N, D] each, on the CPU, at least one. method: the first word of messages. neighbors:
///   of each code; k: clusters.
/// Throws Error(kBadData) where too few codes of an encoder, or too few things, have a direction.
DirectedSets find_directed_sets(const std::vector<at::Tensor>& codes, Normalize normalize,
                                std::string_view method, std::int64_t neighbors, std::int64_t k);

}  // namespace codegrid
