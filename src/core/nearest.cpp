#include "core/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace codegrid {
namespace {

constexpr std::size_t kLongestWord = 100;  // to be compared letter by letter

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

// Small letters and digits; whatever else there is of `text` is left out.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      letters += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      letters += c;
    }
  }
  return letters;
}

// "mse" of "mean_squared_error".
std::string initials_of(const std::string& name) {
  std::string initials;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == 0 || name[i - 1] == '_') initials += name[i];
  }
  return initials;
}

// The one of `names` that `holds` is true of; empty where there are several, or none.
template <class Holds>
std::string the_only(const std::vector<std::string>& names, const Holds& holds) {
  std::string found;
  for (const std::string& name : names) {
    if (!holds(name)) continue;
    if (!found.empty()) return "";
    found = name;
  }
  return found;
}

}  // namespace

bool same_letters(std::string_view a, std::string_view b) {
  const std::string letters = letters_of(a);
  return !letters.empty() && letters == letters_of(b);
}

std::string likely_meant(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.size() > kLongestWord) return "";
  const auto best =
      std::min_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
        return edit_distance(word, a) < edit_distance(word, b);
      });
  if (best == candidates.end()) return "";
  const std::size_t most = std::max(word.size() / 3, std::size_t{1});
  const std::size_t edits = edit_distance(word, *best);
  // Of short words, one letter makes another word: gelu is not relu.
  if (word.size() <= 4 && !word.empty() && !best->empty() && word.front() != best->front())
    return "";
  return edits <= most && edits < std::max(word.size(), best->size()) ? *best : "";
}

std::string likely_name(const std::string& word, const std::vector<std::string>& names) {
  std::string meant = the_only(names, [&](const auto& name) { return same_letters(word, name); });
  if (!meant.empty()) return meant;
  meant = likely_meant(word, names);
  if (!meant.empty()) return meant;
  const std::string letters = letters_of(word);
  if (letters.size() < 3) return "";
  return the_only(names, [&](const auto& name) {
    return letters_of(name).starts_with(letters) || initials_of(name) == letters;
  });
}

}  // namespace codegrid
