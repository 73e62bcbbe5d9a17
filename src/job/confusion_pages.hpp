#pragma once

#include <string>

#include "cluster/measures/confusion.hpp"
#include "job/picture_files.hpp"

namespace codegrid {

// A confusion matrix as far as it can be read; all of it is in confusion.csv.

/// Whether the matrix can be read as a whole: at most twenty clusters and forty labels.
bool is_readable(const ConfusionMatrix& matrix);

/// confusion.txt: the matrix as text; of one that is too large the twenty largest clusters and the
/// forty most frequent labels, with a last line "and 1,980 more clusters, in confusion.csv".
std::string readable_confusion(const ConfusionMatrix& matrix);

/// confusion.png, with further pages confusion_2.png, ... for more than twenty clusters: of the
/// largest ones, as many as the pages hold, and the 64 most frequent labels.
void draw_confusion(PictureFiles& files, const ConfusionMatrix& matrix);

}  // namespace codegrid
