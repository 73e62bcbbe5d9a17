#pragma once

#include <chrono>
#include <cstdio>
#include <string>

namespace codegrid {

/// What a program says on stderr while it works. On a terminal `update` rewrites one line;
/// elsewhere it says nothing, and only the lines of `say` are written.
class Progress {
 public:
  explicit Progress(std::FILE* stream = stderr);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool on_terminal() const { return terminal_; }
  /// Shows `line` until the next call, cut to the terminal's width; at most ten times a second.
  void update(const std::string& line);
  /// Writes `line` to stay.
  void say(const std::string& line);
  /// Removes the line of `update`, before something else is written.
  void clear();
  /// The one whose line of `update` is to be seen now; null while there is none.
  static Progress* shown();

 private:
  std::FILE* stream_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

/// 65 -> "1 min 05 s", 4000 -> "1 h 06 min", 7 -> "7 s".
std::string readable_seconds(double seconds);

}  // namespace codegrid
