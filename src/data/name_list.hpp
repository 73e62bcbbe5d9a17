#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// Texts by number, in one block of memory that may be mapped: the names of a million images take
/// no more than their characters and eight bytes each.
class NameList {
 public:
  explicit NameList(const std::vector<std::string>& names);
  /// owner: of what the others look at.
  ///   ends: where each text ends in `text`, rising; the last is its length.
  NameList(std::shared_ptr<const void> owner, std::span<const std::uint64_t> ends,
           std::string_view text);

  std::int64_t size() const { return static_cast<std::int64_t>(ends_.size()); }
  /// index: in [0, size()).
  std::string_view operator[](std::int64_t index) const {
    const auto i = static_cast<std::size_t>(index);
    const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
    return text_.substr(begin, ends_[i] - begin);
  }

 private:
  std::shared_ptr<const void> owner_;
  std::span<const std::uint64_t> ends_;
  std::string_view text_;
};

}  // namespace codegrid
