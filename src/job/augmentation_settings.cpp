#include "job/augmentation_settings.hpp"

#include "job/image_settings.hpp"
#include "job/shown_image.hpp"

namespace codegrid {

AugmentationSettings augmentation_settings(const JobConfig& job,
                                           const std::vector<std::int64_t>& shape) {
  const Tone tone = tone_of(job.data.dataset, image_settings(job.data, shape));
  const bool on_paper = tone == Tone::kInk && shape.at(0) == 1;
  return job.augmentation.settings(on_paper ? Outside::kZeros : Outside::kEdge);
}

}  // namespace codegrid
