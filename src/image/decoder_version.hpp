#pragma once

#include <string>

namespace codegrid {

/// Whatever decides what the pixels of a decoded picture are, besides file and options: the version
/// of our own steps, which rises with any change of what they give, and those of OpenCV, libjpeg
/// and libpng. "1, OpenCV 4.6.0, libjpeg-turbo 2.1.5 (62), libpng 1.6.39". Pictures that were
/// decoded under another one are decoded again.
std::string decoder_version();

}  // namespace codegrid
