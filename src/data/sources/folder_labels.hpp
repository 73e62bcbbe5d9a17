#pragma once

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// Gives each picture of `list` the name of the first folder below its root as its label. A file
/// directly in the root has none, and so is left out: it moves into `unreadable` with the reason
/// why, that it is no picture (as an icon theme's index.theme), or that it lies beside the folders.
/// Throws Error(kBadData) naming the first picture there where no file lies in a folder at all.
void label_by_folder(PictureList& list);

}  // namespace codegrid
