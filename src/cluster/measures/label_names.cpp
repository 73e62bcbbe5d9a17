#include "cluster/measures/label_names.hpp"

#include <fmt/format.h>

#include "core/printable.hpp"

namespace codegrid {
namespace {

// Of UTF-8: every byte that does not go on with a character begins one.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Where in `utf8` the character number `place` begins; its size where it has no so many.
std::size_t beginning_of(const std::string& utf8, std::size_t place) {
  std::size_t at = 0;
  for (; at < utf8.size(); ++at) {
    if (begins_character(utf8[at]) && place-- == 0) break;
  }
  return at;
}

}  // namespace

std::string LabelNames::operator()(std::int64_t label) const {
  const auto place = static_cast<std::size_t>(label);
  return label >= 0 && place < names_.size() ? names_[place] : fmt::to_string(label);
}

std::string LabelNames::shown(std::int64_t label, std::size_t most) const {
  const std::string name = printable((*this)(label));
  if (beginning_of(name, most) == name.size()) return name;
  return name.substr(0, beginning_of(name, most - 3)) + "...";
}

}  // namespace codegrid
