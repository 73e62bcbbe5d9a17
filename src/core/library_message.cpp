#include "core/library_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/memory_limit.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kLongest =
    300;  // of a cause; what follows is advice to LibTorch's developers
constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

// The lines that say something.
std::vector<std::string_view> lines_of(std::string_view report) {
  std::vector<std::string_view> lines;
  while (!report.empty()) {
    const std::size_t end = std::min(report.find('\n'), report.size());
    if (const std::string_view line = trimmed(report.substr(0, end)); line.size() > 1)
      lines.push_back(line);
    report.remove_prefix(std::min(end + 1, report.size()));
  }
  return lines;
}

// "RuntimeError: ...": how an interpreter's traceback ends.
bool names_an_error(std::string_view line) {
  const std::size_t colon = line.find(": ");
  return colon != std::string_view::npos && line.substr(0, colon).ends_with("Error") &&
         line.substr(0, colon).find(' ') == std::string_view::npos;
}

std::string_view cause_line(const std::vector<std::string_view>& lines) {
  const bool is_traceback = lines.front().starts_with("The following operation failed") ||
                            lines.front().starts_with("Traceback");
  if (!is_traceback) return lines.front();
  const auto last = std::find_if(lines.rbegin(), lines.rend(), names_an_error);
  return last == lines.rend() ? lines.back() : *last;
}

// The line of source code that the arrow under it points at; empty where there is none.
std::string_view pointed_at(const std::vector<std::string_view>& lines) {
  const auto arrow = std::find_if(lines.rbegin(), lines.rend(), [](std::string_view line) {
    return line.ends_with("<--- HERE");
  });
  return arrow == lines.rend() || arrow + 1 == lines.rend() ? std::string_view() : *(arrow + 1);
}

std::string shortened(std::string_view cause) {
  if (cause.size() <= kLongest) return std::string(cause);
  const std::size_t sentence = cause.find(". ");
  if (sentence != std::string_view::npos && sentence < kLongest)
    return std::string(cause.substr(0, sentence));
  return std::string(cause.substr(0, kLongest)) + " ...";
}

// The number that follows `words`, and what follows it.
std::optional<double> number_after(std::string_view report, std::string_view words,
                                   std::string_view& rest) {
  const std::size_t place = report.find(words);
  if (place == std::string_view::npos) return std::nullopt;
  rest = report.substr(place + words.size());
  double number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

double unit_of(std::string_view text) {
  constexpr std::array<std::string_view, 4> kUnits{" bytes", " KiB", " MiB", " GiB"};
  double unit = 1;
  for (const std::string_view name : kUnits) {
    if (text.starts_with(name)) return unit;
    unit *= 1024;
  }
  return 1;
}

}  // namespace

std::string cause_in(std::string_view report) {
  const std::vector<std::string_view> lines = lines_of(report);
  if (lines.empty()) return "no reason given";
  std::string cause = shortened(cause_line(lines));
  if (cause.ends_with(':')) cause.pop_back();  // before source code
  const std::string_view code = pointed_at(lines);
  if (!code.empty() && code != cause_line(lines)) cause += fmt::format(" (at: {})", code);
  return cause;
}

bool is_of_memory(std::string_view report) {
  constexpr std::array<std::string_view, 6> kSigns{"can't allocate memory",
                                                   "not enough memory",
                                                   "CUDA out of memory",
                                                   "std::bad_alloc",
                                                   "Storage size calculation overflowed",
                                                   "Insufficient memory"};  // the last is OpenCV's
  return std::ranges::any_of(
      kSigns, [&](std::string_view sign) { return report.find(sign) != std::string_view::npos; });
}

std::optional<double> bytes_asked_for(std::string_view report) {
  std::string_view rest;
  for (const std::string_view words :
       {"you tried to allocate ", "Tried to allocate ", "Failed to allocate "}) {
    if (const auto number = number_after(report, words, rest)) return *number * unit_of(rest);
  }
  return std::nullopt;
}

std::string out_of_memory(std::string_view report) {
  const std::optional<double> bytes = bytes_asked_for(report);
  if (!bytes) return "out of memory";
  constexpr std::string_view kFor = " bytes for ";  // see OutOfMemory
  const std::size_t place = report.find(kFor);
  const std::string_view what =
      place == std::string_view::npos ? "" : report.substr(place + kFor.size());
  return fmt::format("out of memory: {} were asked for at once{}{}", readable_bytes(*bytes),
                     what.empty() ? "" : ", for ", what);
}

std::string told(std::string_view report) {
  return is_of_memory(report) ? out_of_memory(report) : cause_in(report);
}

}  // namespace codegrid
