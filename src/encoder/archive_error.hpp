#pragma once

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <exception>
#include <string>

#include "core/error.hpp"

namespace codegrid {

inline std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// What `read` gives. What torch throws on a file that is not whole becomes Error(kBadData) naming
/// `name`.
template <class Read>
auto refusing_archives(const std::string& name, const Read& read) {
  const auto refusal = [&](const std::string& reason) {
    return data_error(fmt::format(
        "{}: not a whole TorchScript file; expected an encoder.pt of codegrid-train ({})", name,
        first_line(reason)));
  };
  try {
    return read();
  } catch (const Error&) {
    throw;
  } catch (const c10::Error& error) {
    throw refusal(error.what_without_backtrace());
  } catch (const std::exception& error) {
    throw refusal(error.what());
  }
}

}  // namespace codegrid
