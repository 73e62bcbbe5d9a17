#include "job/job_context.hpp"

#include <string>
#include <utility>

#include "tensor/device.hpp"
#include "tensor/threads.hpp"
#include "train/precision.hpp"

namespace codegrid {
namespace {

c10::Device set_up(const JobConfig& job, Progress& progress) {
  use_threads(job.threads);
  const DeviceChoice choice = choose_device(job.device);
  if (!choice.note.empty()) progress.say(choice.note);
  return choice.device;
}

}  // namespace

JobContext::JobContext(JobConfig job, Progress& progress)
    : job_(std::move(job)), progress_(progress), device_(set_up(job_, progress)) {
  job_.device = device_.str();
  job_.training.precision = resolved_precision(job_.training.precision, device_);
  for (EncoderConfig& encoder : job_.encoders)
    encoder.training.precision = resolved_precision(encoder.training.precision, device_);
  if (job_.refinement) {
    Precision& precision = job_.refinement->training.precision;
    precision = resolved_precision(precision, device_);
  }
}

}  // namespace codegrid
