#pragma once

#include <fmt/format.h>

#include <string>

#include "core/error.hpp"
#include "core/progress.hpp"

namespace codegrid {

/// Refuses an encoder that does not fit, or, with --trust, only says so.
class Doubts {
 public:
  Doubts(bool trust, Progress& progress) : trust_(trust), progress_(progress) {}

  /// Throws Error(kBadData), or says it as a warning.
  void raise(const std::string& what) const {
    if (!trust_) {
      throw data_error(
          what +
          "\nA TorchScript file can run code when it is loaded. Only if you know where this one "
          "comes from, use it all the same with --trust");
    }
    progress_.say(fmt::format("warning: {}; used all the same, as --trust says", what));
  }

 private:
  bool trust_;
  Progress& progress_;
};

}  // namespace codegrid
