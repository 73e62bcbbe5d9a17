#include "data/sources/label_numbers.hpp"

#include <algorithm>

namespace codegrid {

std::int64_t LabelNumbers::add(const std::string& label) {
  const auto next = static_cast<std::int64_t>(numbers_.size());
  return numbers_.try_emplace(label, next).first->second;
}

LabelNumbers::Sorted LabelNumbers::sorted() const {
  Sorted sorted;
  for (const auto& [name, number] : numbers_) sorted.names.push_back(name);
  std::ranges::sort(sorted.names);
  sorted.new_number.resize(sorted.names.size());
  for (std::size_t place = 0; place < sorted.names.size(); ++place) {
    const std::int64_t number = numbers_.at(sorted.names[place]);
    sorted.new_number[static_cast<std::size_t>(number)] = static_cast<std::int64_t>(place);
  }
  return sorted;
}

}  // namespace codegrid
