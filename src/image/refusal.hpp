#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {

/// Why the bytes of a file are no picture: messages without the file's name, each in one place.

inline Error truncated_header(std::size_t bytes) {
  return data_error(
      fmt::format("is truncated: it ends after {}, before the size of its picture is stated",
                  counted(bytes, "byte", "bytes")));
}

inline Error truncated_picture(std::size_t bytes) {
  return data_error(fmt::format("is truncated: it ends after {}, before its picture does",
                                counted(bytes, "byte", "bytes")));
}

inline Error damaged_picture(std::string_view cause) {
  return data_error(fmt::format("is damaged: {}", cause));
}

/// `what` as in "a TIFF picture of 32 bits a value".
inline Error unreadable_picture(std::string_view what) {
  return data_error(fmt::format("is {}, which cannot be read; convert it to PNG", what));
}

}  // namespace codegrid
