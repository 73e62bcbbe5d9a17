#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "data/skipped_picture.hpp"
#include "data/sources/picture_list.hpp"
#include "job/init/size_summary.hpp"

namespace codegrid {

/// What the first bytes of many picture files say, and the pixels of some of them.
struct PictureSurvey {
  SizeSummary sizes{};                    ///< Of the good ones, as they stand upright.
  std::array<std::int64_t, 6> formats{};  ///< How many are of each PictureFormat.
  std::int64_t colored = 0;               ///< Stored in colour; these may still look grey.
  std::int64_t transparent = 0;           ///< Whose pixels may be transparent.
  std::vector<SkippedPicture> bad{};      ///< By their first bytes; in the list's order.

  std::int64_t looked_into = 0;       ///< Decoded, evenly spread over the list.
  std::int64_t seen_in_color = 0;     ///< Of those, how many are not grey all over.
  std::int64_t seen_transparent = 0;  ///< Of those, how many show the background.
  double contrast_on_white = 0;  ///< Mean difference of these from a white background, in [0, 255].
  double contrast_on_black = 0;
};

/// Looks at the files of `list` with all threads: at the first bytes of each, and at the pixels of
/// a few hundred that are good by those. A file of a longer header is read on.
///   on_looked: called at the start and now and then, on this thread; it may throw, which ends the
///   survey.
/// Throws Error(kBadData) naming a file that is no longer as it was listed.
PictureSurvey survey_pictures(
    const PictureList& list,
    const std::function<void(std::int64_t done, std::int64_t of)>& on_looked);

}  // namespace codegrid
