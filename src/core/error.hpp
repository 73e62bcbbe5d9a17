#pragma once

#include <stdexcept>
#include <string>

namespace codegrid {

/// What a program says with its exit status.
enum class ExitCode : int {
  kDone = 0,
  kFailed = 1,         ///< Failed while running: disk, memory, device, a number that is not finite.
  kUsage = 2,          ///< Wrong usage or config.
  kBadData = 3,        ///< Input data that cannot be used.
  kHungUp = 129,       ///< Stopped by SIGHUP, with everything saved.
  kInterrupted = 130,  ///< Stopped by SIGINT, with everything saved.
  kTerminated = 143,   ///< Stopped by SIGTERM, with everything saved.
};

/// What the user can mend. The message names the file, key or place, what was found, what was
/// expected and what to do. Our own mistakes are TORCH_CHECK and std::invalid_argument instead.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

inline Error run_error(const std::string& message) { return {ExitCode::kFailed, message}; }
inline Error usage_error(const std::string& message) { return {ExitCode::kUsage, message}; }
inline Error data_error(const std::string& message) { return {ExitCode::kBadData, message}; }

}  // namespace codegrid
