#pragma once

#include "train_request.hpp"

/// Answers --init: the config on stdout; what was seen, what changed since the last time, and what
/// to do next on stderr. Throws Error as run_init does.
void answer_init(const TrainArguments& arguments);
