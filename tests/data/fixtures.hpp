#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

/// `count` bytes 0, 1, 2, ... 255, 0, ...
inline std::string counting_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<char>(i & 0xFF);
  return bytes;
}

/// `bytes` packed by zlib; window_bits: as deflateInit2 takes them, which choose the format.
inline std::string deflated(std::string_view bytes, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  std::string input(bytes);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

/// One gzip member that holds `bytes`.
inline std::string gzip_bytes(std::string_view bytes) { return deflated(bytes, MAX_WBITS + 16); }

/// The message of the Error(`code`) that `act` throws; what happened instead, where it throws none.
template <typename Act>
std::string message_of(Act act, ExitCode code = ExitCode::kBadData) {
  try {
    act();
  } catch (const Error& error) {
    return error.code() == code ? error.what() : "another exit code: " + std::string(error.what());
  }
  return "no error";
}

}  // namespace codegrid
