#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/stopwatch.hpp"
#include "refine/options.hpp"
#include "refine/round_figures.hpp"

namespace codegrid {

/// What a refinement is made from: who goes on with it must have the same.
struct RefinementInput {
  std::vector<std::string> encoders;  ///< SHA-256 of their files.
  std::vector<std::int64_t> images;   ///< Their shape, [N, C, H, W].
  std::int64_t seed = 0;
  RefinementOptions options;
};

/// refinement.json: the input, the figures of every round, and how long it took so far.
class RefinementRecord {
 public:
  /// Begins the file, or finds it as another process has left it. Throws Error(kBadData) where that
  /// was of another input; how often checkpoints are written does not count.
  void begin(const std::filesystem::path& file, const RefinementInput& input);

  /// Writes what is known so far.
  ///   kept: the round whose student the encoder is, 0 where there is none yet; encoder_sha256: of
  ///   the file once it is there.
  void write(const std::vector<RoundFigures>& rounds, std::int64_t kept,
             const std::string& encoder_sha256 = "");

  /// The same of dec and idec, once they are done.
  void write_updates(std::int64_t updates, bool converged, const std::string& encoder_sha256);

  /// Writes how long it took so far, and else what is there already: what this process has done is
  /// then not forgotten when it is killed.
  void save_seconds();

  /// As they were written last, with those of other processes; theirs alone before that.
  double seconds() const { return seconds_; }

 private:
  std::filesystem::path file_;
  nlohmann::ordered_json record_;  // without the seconds
  double seconds_before_ = 0;      // of other processes
  double seconds_ = 0;
  Stopwatch watch_;
};

}  // namespace codegrid
