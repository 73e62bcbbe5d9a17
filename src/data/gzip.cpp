#include "data/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <new>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kLargestStep = std::size_t{1} << 24;  // bytes between two looks at signals

constexpr const char* kAdvice = "expected one whole gzip file; copy or fetch it again";

// Unpacks piece by piece, member after member.
class Inflater {
 public:
  Inflater(std::string_view input, const std::string& name) : input_(input), name_(name) {
    // 16: gzip's wrapping only. zlib itself then compares CRC and length.
    if (inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool done() const { return done_; }

  // Writes up to `room` bytes to `to` and says how many.
  std::size_t step(char* to, std::size_t room) {
    stop_if_interrupted();
    const std::size_t given = std::min(input_.size() - read_, kLargestStep);
    room = std::min(room, kLargestStep);
    // zlib's input is not const, though it only reads it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data() + read_));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    read_ += given - stream_.avail_in;
    const std::size_t written = room - stream_.avail_out;
    if (status == Z_STREAM_END) {
      finish_member();
    } else if (status == Z_BUF_ERROR) {
      throw data_error(fmt::format("{}: gzip data is truncated after {}; {}", name_,
                                   counted(input_.size(), "byte", "bytes"), kAdvice));
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK) {
      throw data_error(fmt::format("{}: gzip data is damaged near byte {} ({}); {}", name_, read_,
                                   stream_.msg != nullptr ? stream_.msg : "no reason given",
                                   kAdvice));
    }
    return written;
  }

 private:
  // Zeros are padding, to whole blocks of a tape say, as gzip's manual has it.
  void finish_member() {
    read_ = std::min(input_.find_first_not_of('\0', read_), input_.size());
    const std::string_view rest = input_.substr(read_);
    done_ = rest.empty();
    if (done_) return;
    if (!is_gzip(rest)) {
      throw data_error(fmt::format(
          "{}: {} the gzip data; {}", name_,
          counted(rest.size(), "byte that is not gzip follows", "bytes that are not gzip follow"),
          kAdvice));
    }
    inflateReset(&stream_);
  }

  std::string_view input_;
  const std::string& name_;
  z_stream stream_{};
  std::size_t read_ = 0;
  bool done_ = false;
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

std::string gunzip(std::string_view bytes, std::uint64_t most, const std::string& name) {
  Inflater inflater(bytes, name);
  std::string output;
  std::size_t filled = 0;
  while (!inflater.done()) {
    if (filled == output.size()) {
      // One byte more than allowed: whether it is used tells "exactly enough" from "too much".
      const std::size_t wanted = std::max(2 * output.size(), 4 * bytes.size() + 64);
      output.resize(wanted > most ? static_cast<std::size_t>(most) + 1 : wanted);
    }
    filled += inflater.step(output.data() + filled, output.size() - filled);
    if (filled > most) {
      throw data_error(fmt::format("{}: gzip data unpacks to more than the {} expected", name,
                                   counted(most, "byte", "bytes")));
    }
  }
  output.resize(filled);
  return output;
}

std::string gunzip_start(std::string_view bytes, std::uint64_t count, const std::string& name) {
  Inflater inflater(bytes, name);
  std::string output(static_cast<std::size_t>(count), '\0');
  std::size_t filled = 0;
  while (!inflater.done() && filled < output.size()) {
    filled += inflater.step(output.data() + filled, output.size() - filled);
  }
  output.resize(filled);
  return output;
}

}  // namespace codegrid
