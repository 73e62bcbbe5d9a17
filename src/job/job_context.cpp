#include "job/job_context.hpp"

#include <string>
#include <utility>

#include "tensor/device.hpp"
#include "tensor/threads.hpp"

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
}

}  // namespace codegrid
