#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "core/memory_limit.hpp"
#include "data/image_set.hpp"
#include "job/init/preset_advice.hpp"
#include "job/init/proposal.hpp"

namespace codegrid {

inline constexpr std::int64_t kFewImages = 100;   ///< Fewer are too few for a tenth to judge by.
inline constexpr std::int64_t kFewestEpochs = 5;  ///< That are worth a training.

/// What a training is given.
struct TrainingFacts {
  std::int64_t images = 0;   ///< To train on, those held out for validation among them; 2 or more.
  std::int64_t trained = 0;  ///< Of these, without those held out: the images of an epoch.
  std::int64_t channels = 1;
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool validates_on_own = false;           ///< On images of a set of its own.
  int cores = 1;                           ///< That compute.
  MemoryLimit memory{INFINITY, "memory"};  ///< That it may take.
  std::int64_t labels = 0;                 ///< Different ones of the images; 0: they have none.
  PresetAdvice preset{};
  bool bfloat16 = false;  ///< Whether the processor multiplies it.
};

/// What is known of the images that `proposal` names, and of this machine.
///   read: the images as the training reads them, or nothing where there are too many pictures to
///   decode now; of those, some are decoded. Throws Error(kBadData) naming one that is no longer as
///   it was listed.
TrainingFacts facts_of(const Proposal& proposal, const std::optional<Splits>& read, int cores);

}  // namespace codegrid
