#pragma once

#include "data/image_set.hpp"
#include "data/sources/npy_array.hpp"

namespace codegrid {

/// Puts labels that are texts, an array of type 'U' (characters of four bytes) or 'S' (bytes), into
/// `set`: their places, [N] int64, among their names, which are sorted byte by byte. Zeros at the
/// end of a text are padding. Throws Error(kBadData) for an empty text, and for a character that
/// Unicode does not have.
void put_text_labels(const NpyArray& array, ImageSet& set);

}  // namespace codegrid
