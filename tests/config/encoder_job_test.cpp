#include "config/encoder_job.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "config/parsed_text.hpp"

namespace codegrid {
namespace {

JobConfig job_of_two_encoders() {
  return parse_text(R"({"seed": 1, "threads": 3, "data": {"root": "/d", "use": "all"},
    "encoders": [{"name": "wide", "model": {"code": 20}},
                 {"name": "deep", "model": {"hidden": [9]}, "training": {"epochs": 4}}],
    "clustering": {"method": "graph"}})");
}

TEST(EncoderJob, IsOneOfTheEncodersAloneOnTheDataOfTheJob) {
  const JobConfig job = job_of_two_encoders();
  const JobConfig deep = encoder_job(job, 1);
  EXPECT_EQ(deep.name, "deep");
  EXPECT_THAT(deep.model.hidden, testing::ElementsAre(9));
  EXPECT_EQ(deep.model.code, 36);
  EXPECT_EQ(deep.training.epochs, 4);
  EXPECT_EQ(deep.threads, 3);
  EXPECT_EQ(deep.data.use, Use::kAll);
  EXPECT_EQ(deep.clustering.method, ClusteringMethod::kGraph);
  EXPECT_THAT(deep.encoders, testing::IsEmpty());
  const nlohmann::ordered_json written = job_json(deep);
  EXPECT_FALSE(written.contains("encoders"));
  EXPECT_EQ(written["model"]["hidden"].dump(), "[9]");
}

TEST(EncoderJob, DrawsFromAStreamOfItsOwn) {
  JobConfig job = job_of_two_encoders();
  const std::int64_t first = encoder_job(job, 0).seed;
  const std::int64_t second = encoder_job(job, 1).seed;
  EXPECT_NE(first, second);
  EXPECT_EQ(encoder_job(job, 0).seed, first);
  job.seed = 2;
  EXPECT_NE(encoder_job(job, 0).seed, first);
  EXPECT_NE(encoder_job(job, 0).seed, second);
  for (const std::int64_t seed : {first, second}) {
    EXPECT_GE(seed, 0);
    EXPECT_LT(seed, std::int64_t{1} << 53);
  }
}

TEST(EncoderJob, HasAFolderInTheRun) {
  EXPECT_EQ(encoder_folder("runs/a/0001", job_of_two_encoders().encoders[1]),
            "runs/a/0001/encoders/deep");
}

}  // namespace
}  // namespace codegrid
