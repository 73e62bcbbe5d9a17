#include "core/waiting_streams.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/file_calls.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr int kForever = -1;

// Unlike read and write, poll ends when a signal comes. Whether `descriptor` is ready.
bool wait_for(int descriptor, short events, int milliseconds) {
  while (true) {
    stop_if_interrupted();
    // A signal between the line above and poll would be waited over: so it looks again each time.
    constexpr int kLook = 200;
    pollfd polled{descriptor, events, 0};
    const int ready = ::poll(&polled, 1, milliseconds == kForever ? kLook : milliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;  // read or write tells what it is
    if (ready == 0 && milliseconds != kForever) return false;
  }
}

// The first lines, as many as a pipe takes without waiting; one that is longer alone.
std::string_view piece_of(std::string_view lines) {
  if (lines.size() <= PIPE_BUF) return lines;
  auto end = lines.rfind('\n', PIPE_BUF - 1);
  if (end == std::string_view::npos) end = lines.find('\n');
  return lines.substr(0, end == std::string_view::npos ? lines.size() : end + 1);
}

}  // namespace

std::string read_what_comes() {
  // What stands in the place of a closed one: see standard_streams.hpp.
  if ((::fcntl(STDIN_FILENO, F_GETFL) & O_PATH) != 0)
    throw data_error("standard input: is closed, expected a list of paths there");
  std::string bytes(1 << 16, '\0');
  while (true) {
    wait_for(STDIN_FILENO, POLLIN, kForever);
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) throw data_error("standard input: cannot read: " + system_reason(errno));
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
  }
}

bool more_comes_now() { return wait_for(STDIN_FILENO, POLLIN, 0); }

void write_lines(std::string_view lines) {
  while (!lines.empty()) {
    const std::string_view piece = piece_of(lines);
    lines.remove_prefix(piece.size());
    for (std::string_view left = piece; !left.empty();) {
      wait_for(STDOUT_FILENO, POLLOUT, kForever);
      const ssize_t written = ::write(STDOUT_FILENO, left.data(), left.size());
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written < 0 && errno == EPIPE) throw ReaderGone();
      if (written < 0) throw run_error("cannot write to standard output: " + system_reason(errno));
      left.remove_prefix(static_cast<std::size_t>(written));
    }
  }
}

}  // namespace codegrid
