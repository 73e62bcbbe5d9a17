#pragma once

#include <filesystem>
#include <vector>

#include "core/progress.hpp"
#include "data/image_set.hpp"
#include "job/environment.hpp"

namespace codegrid {

/// Throws Error(kBadData) if `sources` are not the files, byte for byte, that `run` began with, as
/// its `environment` says.
void require_same_data(const std::filesystem::path& run, const Environment& environment,
                       const std::vector<Source>& sources);

/// The same of images that were read for `run`, in whatever sets. Pictures in files of their own
/// are compared one by one, wherever they lie, and not by the digest of all of them, which is of
/// their folder, too.
void require_same_images_as(const std::filesystem::path& run, const Environment& environment,
                            const Splits& data, Progress& progress);

/// Adds `now` to the `environment` of `run`, and says what differs from the run's beginning,
/// because bits may then differ too. Throws Error(kFailed).
void record_resumption(const std::filesystem::path& run, Environment environment,
                       const Resumption& now, Progress& progress);

}  // namespace codegrid
