#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// Whether both are the same but for capitals and whatever is neither letter nor digit:
/// "batchSize", "batch-size" and "batch_size" are.
bool same_letters(std::string_view a, std::string_view b);

/// The nearest of `candidates` by edit distance (Levenshtein 1966), where `word` is a slip of the
/// fingers; empty where it is none, since more than one letter, and more than a third of them,
/// would have to change, or all of them.
std::string likely_meant(const std::string& word, const std::vector<std::string>& candidates);

/// Which of `names` was meant by `word`, which may also be its beginning ("conv" for
/// "convolutional") or its initials ("mse" for "mean_squared_error"); empty where that is not
/// clear.
std::string likely_name(const std::string& word, const std::vector<std::string>& names);

}  // namespace codegrid
