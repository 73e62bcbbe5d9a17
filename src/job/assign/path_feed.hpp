#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace codegrid {

/// Paths out of a list that comes piece by piece, one a line, or each with a NUL behind it, as
/// `find -print0` writes them. Empty ones are passed over.
class PathFeed {
 public:
  enum class Separator : char { kNewline = '\n', kNul = '\0' };
  using Take = std::function<void(const std::string& path)>;

  PathFeed(Separator separator, Take take) : separator_(separator), take_(std::move(take)) {}

  void add(std::string_view bytes);
  /// The list has ended, with or without a last separator.
  void finish();

 private:
  void hand_on();

  Separator separator_;
  Take take_;
  std::string path_;
};

}  // namespace codegrid
