#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>

namespace codegrid {

/// What a generator is for. Each purpose has its own stream, so that one more draw here changes
/// nothing there.
enum class Purpose : std::uint64_t {
  kWeights = 1,
  kShuffle,
  kHoldout,
  kKMeans,
  kSilhouette,
  kPictures,
  kDropout,
  kGraph,
  kCodeIndex,
  kAugmentation,
  kEvaluationViews,
  kRefinement,
  kCodeNoise,
  kEvaluationNoise,
  kTrust
};

/// A CPU generator for `purpose`, derived from the job's seed (SplitMix64, Steele et al. 2014). Its
/// draws are the same on every device, because they are made on the CPU.
at::Generator make_generator(std::uint64_t seed, Purpose purpose);

/// A seed for what draws by itself, the generator's next number below 2^62. generator: on the CPU.
std::uint64_t draw_seed(const at::Generator& generator);

}  // namespace codegrid
