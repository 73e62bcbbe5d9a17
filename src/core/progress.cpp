#include "core/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>

#include "core/printable.hpp"

namespace codegrid {
namespace {

Progress* progress_on_screen = nullptr;

}  // namespace

Progress::Progress(std::FILE* stream)
    : stream_(stream), terminal_(::isatty(::fileno(stream)) == 1) {}

void Progress::update(const std::string& line) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  winsize size{};
  std::size_t width = 79;
  if (::ioctl(::fileno(stream_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
    width = size.ws_col - 1U;
  std::fputs(fmt::format("\r\x1b[K{}", line.substr(0, width)).c_str(), stream_);
  std::fflush(stream_);
  shown_ = true;
  progress_on_screen = this;
}

void Progress::say(const std::string& line) {
  clear();
  std::fputs(fmt::format("{}\n", printable_lines(line)).c_str(), stream_);
  std::fflush(stream_);
}

void Progress::clear() {
  if (shown_) std::fputs("\r\x1b[K", stream_);
  std::fflush(stream_);
  shown_ = false;
  if (progress_on_screen == this) progress_on_screen = nullptr;
}

Progress* Progress::shown() { return progress_on_screen; }

std::string readable_seconds(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace codegrid
