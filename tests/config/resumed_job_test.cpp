#include "config/resumed_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class ResumedJob : public testing::Test {
 protected:
  // A run whose training section holds `training`.
  void write_run(const std::string& training) {
    folder_.write("config.json",
                  R"({"data": {"root": "."}, "training": {"epochs": 3, )" + training + "}}");
  }
  JobConfig resume(const std::vector<std::string>& assignments) const {
    return job_to_resume(folder_.path(), assignments);
  }
  std::string complaint(const std::vector<std::string>& assignments) const {
    return error_of([&] { resume(assignments); }).what();
  }

  TemporaryFolder folder_;
};

TEST_F(ResumedJob, MayTrainLonger) {
  write_run(R"("schedule": {"kind": "constant"})");
  EXPECT_EQ(resume({"training.epochs=5"}).training.epochs, 5);
}

TEST_F(ResumedJob, MayNotTrainLongerWhereTheLearningRateWouldJump) {
  for (const char* schedule :
       {R"({"kind": "cosine"})", R"({"kind": "one_cycle"})", R"({"warmup": 0.1})"}) {
    write_run(std::string(R"("schedule": )") + schedule);
    EXPECT_EQ(resume({"threads=2"}).threads, 2);
    EXPECT_THAT(complaint({"training.epochs=5"}),
                HasSubstr("for another value of the following, start a new run\n"
                          "  training.epochs, since this run's training.schedule is laid out over "
                          "all epochs: the learning rate would jump"));
  }
}

TEST_F(ResumedJob, OfSeveralEncodersTrainsNoneLonger) {
  folder_.write("config.json",
                R"({"data": {"root": "."}, "encoders": [{"name": "a"}, {"name": "b"}]})");
  const JobConfig job =
      resume({"encoders[1].training.checkpoint_epochs=3", "threads=2", "device=cpu"});
  EXPECT_EQ(job.encoders[1].training.checkpoint_epochs, 3);
  EXPECT_THAT(complaint({"encoders[1].training.epochs=5"}),
              HasSubstr("a run that goes on may change device, threads, "
                        "encoders[N].training.checkpoint_epochs, "
                        "encoders[N].training.checkpoint_minutes, data.root, data.cache only; for "
                        "another value of the following, start a new run\n  "
                        "encoders[1].training.epochs"));
}

TEST_F(ResumedJob, IsOfTheKindThatItWas) {
  write_run(R"("batch_size": 16)");
  EXPECT_THAT(complaint({"training.optimizer.name=sgd"}), HasSubstr("\n  training.optimizer.name"));
  EXPECT_THAT(complaint({"training.schedule.kind=cosine"}),
              HasSubstr("\n  training.schedule.kind"));
}

TEST_F(ResumedJob, IsAugmentedAsItWas) {
  write_run(R"("batch_size": 16)");
  EXPECT_FALSE(resume({}).augmentation.settings().changes_anything()) << "a run of before";
  EXPECT_THAT(complaint({"augmentation.noise=0.1"}), HasSubstr("\n  augmentation.noise"));
  EXPECT_THAT(complaint({"augmentation.preset=handwriting"}), HasSubstr("\n  augmentation.preset"));
}

TEST_F(ResumedJob, MayBeGivenTheValuesThatItHasInAnyForm) {
  write_run(R"("batch_size": 16)");
  EXPECT_EQ(resume({"training.batch_size=16.0", R"(training={"epochs": 5, "batch_size": 16})"})
                .training.epochs,
            5);
  EXPECT_THAT(complaint({R"(training={"epochs": 5, "batch_size": 8})", R"(model={"code": 3})"}),
              HasSubstr("\n  model.code\n  training.batch_size"));
  EXPECT_THAT(complaint({"name=other"}), HasSubstr("\n  name"));
}

}  // namespace
}  // namespace codegrid
