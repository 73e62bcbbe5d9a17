#pragma once

#include <opencv2/core.hpp>

namespace codegrid {

/// The picture as it stands upright, of one stored in `orientation` (EXIF's, 1 to 8).
cv::Mat upright(const cv::Mat& stored, int orientation);

/// Of a stored picture's size: from orientation 5 on, height and width are exchanged.
inline bool is_on_its_side(int orientation) { return orientation >= 5; }

}  // namespace codegrid
