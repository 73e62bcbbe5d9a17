#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.hpp"

/// What libFuzzer calls with each input (llvm.org/docs/LibFuzzer.html).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace codegrid {

inline std::string_view input_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A property that every input must keep: where it does not hold, that is a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Runs `read`. An Error with `code` is the refusal that a bad input gets; anything else that is
/// thrown is a finding. Returns whether the input was taken.
template <class Read>
bool taken(ExitCode code, const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    require(error.code() == code);
    return false;
  }
}

}  // namespace codegrid
