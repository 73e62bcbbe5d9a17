#include "job/job_context.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

TEST(JobContext, ComputesWithTheThreadsAndOnTheDeviceOfTheJob) {
  const ThreadsFor as_before(at::get_num_threads());
  Progress progress;
  JobConfig job;
  job.threads = 1;
  job.device = "cpu";
  const JobContext context(job, progress);
  EXPECT_EQ(at::get_num_threads(), 1);
  EXPECT_EQ(context.device(), at::Device(at::kCPU));
}

TEST(JobContext, ResolvesTheDeviceOfTheJob) {
  const ThreadsFor as_before(at::get_num_threads());
  Progress progress;
  JobConfig job;
  job.device = "auto";
  const JobContext context(job, progress);
  EXPECT_EQ(context.job().device, context.device().str());
}

TEST(JobContext, HasAStreamOfRandomNumbersForEachPurpose) {
  const ThreadsFor as_before(at::get_num_threads());
  Progress progress;
  JobConfig job;
  job.device = "cpu";
  job.seed = 5;
  const JobContext context(job, progress);
  const auto draw = [](at::Generator generator) { return at::rand({8}, generator); };
  EXPECT_TRUE(
      draw(context.generator(Purpose::kWeights)).equal(draw(make_generator(5, Purpose::kWeights))));
  EXPECT_FALSE(
      draw(context.generator(Purpose::kWeights)).equal(draw(context.generator(Purpose::kShuffle))));
}

TEST(JobContext, KeepsItsFolderFromOthersUntilItEnds) {
  const ThreadsFor as_before(at::get_num_threads());
  const TemporaryFolder folder;
  Progress progress;
  JobConfig job;
  job.device = "cpu";
  {
    JobContext context(job, progress);
    context.lock(folder.path());
    EXPECT_EQ(error_of([&] { FolderLock(folder.path()); }).code(), ExitCode::kUsage);
  }
  EXPECT_NO_THROW(FolderLock(folder.path()));
}

}  // namespace
}  // namespace codegrid
