#pragma once

#include <c10/util/Exception.h>

#include <functional>

#include "core/error.hpp"

/// Does `work`; what LibTorch says of an error loses its C++ backtrace.
inline void without_backtrace(const std::function<void()>& work) {
  try {
    work();
  } catch (const c10::Error& error) {
    throw codegrid::run_error(error.what_without_backtrace());
  }
}
