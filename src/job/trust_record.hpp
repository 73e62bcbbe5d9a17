#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cluster/measures/trust.hpp"

namespace codegrid {

/// What the refinement said of the round whose student is the encoder.
struct RefinedRound {
  std::int64_t round = 0;
  double student_equals_labels = 0;
  double graph_equals_before = 0;
  double neighbors_agree = 0;  ///< Share of the images all of whose neighbors did.
};

/// That of the refinement in the folder of a run; none where the run has none, where it moved codes
/// instead of teaching students in rounds, or where the encoder is not the one that it made. Throws
/// Error(kBadData) for a record that is damaged.
///   encoder_sha256: of the encoder's file.
std::optional<RefinedRound> refined_round(const std::filesystem::path& run,
                                          const std::string& encoder_sha256);

/// The object "trust" of metrics.json: belief, figures of the whole, the sentences, and the figures
/// of each cluster. What is not defined is null.
nlohmann::ordered_json trust_json(const Trust& trust, const std::optional<RefinedRound>& refined);

}  // namespace codegrid
