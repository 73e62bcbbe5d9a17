#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace codegrid {

/// What stands before the values of a .npy file (numpy/lib/format.py).
struct NpyHeader {
  std::string type;                 ///< As NumPy writes it: "<f4", "|u1"; "[...]" of records.
  bool fortran_order = false;       ///< The first index runs fastest.
  std::vector<std::int64_t> shape;  ///< Empty: one value. Its product times 8 fits an int64.
  std::size_t length = 0;           ///< In bytes: the values follow.

  std::uint64_t values() const;
  std::string shape_text() const;  ///< As Python has it: "(3, 28, 28)", "(5,)", "()".
};

/// The most bytes that a header of format 1.0 takes; the others may be longer.
inline constexpr std::size_t kNpyHeaderMost = 10 + 0xFFFF;

/// The first six bytes of a .npy file.
inline constexpr std::string_view kNpyMagic{"\x93NUMPY", 6};

/// The header that `bytes` begin with, of format 1.0, 2.0 or 3.0, whatever the values. Throws
/// Error(kBadData) naming `name`, what was found and what was expected.
NpyHeader parse_npy_header(std::string_view bytes, const std::string& name);

/// The Error(kBadData) "<name>: found <found>; expected <expected>.", with advice.
Error bad_npy(const std::string& name, const std::string& found, const std::string& expected);

}  // namespace codegrid
