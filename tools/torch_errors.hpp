#pragma once

#include <c10/util/Exception.h>

#include <functional>

#include "core/error.hpp"
#include "core/library_message.hpp"

/// Does `work`; what LibTorch says of an error loses its C++ backtrace and the empty lines around
/// it, and of memory that is not there only the amount is told.
inline void without_backtrace(const std::function<void()>& work) {
  try {
    work();
  } catch (const c10::Error& error) {
    throw codegrid::run_error(codegrid::told(error.what_without_backtrace()));
  }
}
