#pragma once

#include "job/epoch_log.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"

namespace codegrid {

/// Tells `log` how a training goes, and writes a checkpoint whenever the trainer asks for one, or
/// `minutes` after the one before. A signal stops it with a checkpoint. Both must outlive it.
TrainingListener listen_in_run(EpochLog& log, Checkpoints& checkpoints, double minutes);

}  // namespace codegrid
