#include "data/sources/label_numbers.hpp"

#include <algorithm>
#include <utility>

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

MergedLabels merge_labels(const std::vector<std::string>& first,
                          const std::vector<std::string>& second) {
  LabelNumbers numbers;
  MergedLabels merged;
  for (const std::string& name : first) merged.first.push_back(numbers.add(name));
  for (const std::string& name : second) merged.second.push_back(numbers.add(name));
  LabelNumbers::Sorted sorted = numbers.sorted();
  for (std::vector<std::int64_t>* set : {&merged.first, &merged.second}) {
    for (std::int64_t& number : *set) number = sorted.new_number[static_cast<std::size_t>(number)];
  }
  merged.names = std::move(sorted.names);
  return merged;
}

}  // namespace codegrid
