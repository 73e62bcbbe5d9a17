#pragma once

#include <string>
#include <vector>

namespace codegrid {

/// The nearest of `candidates` by edit distance (Levenshtein 1966); empty if `candidates` is.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

/// The same, but empty where `word` is no slip of the fingers: where more than one letter, and more
/// than a third of its letters, would have to change.
std::string likely_meant(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace codegrid
