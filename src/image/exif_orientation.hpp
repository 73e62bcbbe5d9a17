#pragma once

#include <string_view>

namespace codegrid {

/// The orientation (1 to 8) in a block of Exif, which begins as a TIFF file does, perhaps after
/// "Exif" and two zeros; 1 where it says none, or nothing that makes sense: such a picture is shown
/// as it is stored. Takes any bytes.
int exif_orientation(std::string_view exif);

}  // namespace codegrid
