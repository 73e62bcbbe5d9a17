#include "config/clustered_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

class ClusteredJob : public testing::Test {
 protected:
  JobConfig cluster(const std::vector<std::string>& assignments,
                    PixelScaleOf scale = PixelScaleOf::kEncoder) const {
    return job_to_cluster(file_, assignments, scale).job;
  }
  std::string complaint(const std::vector<std::string>& assignments) const {
    return error_of([&] { cluster(assignments); }).what();
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.write(
      "config.json",
      R"({"data": {"dataset": "idx", "root": ".", "train_images": "images", "test_images": "test"}})");
};

TEST_F(ClusteredJob, MayChangeWhatAClusteringGoesBy) {
  const JobConfig job = cluster({"seed=3", "threads=2", "device=cpu", "clustering.method=graph",
                                 "clustering.k=7", "pictures.rows=2", "data.root=elsewhere",
                                 "data.train_images=others", "data.train_labels=labels"});
  EXPECT_EQ(job.clustering.graph.k, 7);
  EXPECT_EQ(job.data.train_images, "others");
}

TEST_F(ClusteredJob, CannotChangeWhatTheTrainingUsedHoweverItIsAssigned) {
  const std::string trained = ": the encoder is trained already; to change this, train again";
  EXPECT_EQ(complaint({"model.code=5"}), "--set: model.code" + trained);
  EXPECT_EQ(complaint({R"(model={"code": 5})"}), "--set: model.code" + trained);
  EXPECT_EQ(
      complaint({R"(training={"optimizer": {"learning_rate": 1}, "epochs": 3})"}),
      "--set: training.epochs" + trained + "\n--set: training.optimizer.learning_rate" + trained);
}

TEST_F(ClusteredJob, CannotChangeHowTheTrainingImagesWereAugmented) {
  const std::string trained = ": the encoder is trained already; to change this, train again";
  EXPECT_EQ(complaint({"augmentation.rotation=5", "training.reconstruct=clean"}),
            "--set: augmentation.rotation" + trained + "\n--set: training.reconstruct" + trained);
  EXPECT_THAT(complaint({"augmentation.preset=objects"}),
              testing::StartsWith("--set: augmentation.preset" + trained));
}

TEST_F(ClusteredJob, RefusesKeysThatHaveNoEffectOnIt) {
  const std::string none = ": has no effect on a clustering; leave it out";
  EXPECT_EQ(complaint({"name=other"}), "--set: name" + none);
  EXPECT_EQ(complaint({"data.holdout=0.2"}), "--set: data.holdout" + none);
  EXPECT_EQ(complaint({R"(data={"test_images": "", "validation": "holdout"})"}),
            "--set: data.validation" + none + "\n--set: data.test_images" + none);
  EXPECT_EQ(complaint({"data.scale=unit"}),
            "--set: data.scale: has no effect on a clustering: the encoder says how pixels are "
            "scaled; leave it out");
  EXPECT_EQ(cluster({"data.scale=unit"}, PixelScaleOf::kJob).data.scale, Scaling::kUnit);
}

TEST_F(ClusteredJob, CannotChangeWhatSeveralEncodersWereTrainedBy) {
  file_ = folder_.write("config.json",
                        R"({"data": {"root": "."}, "encoders": [{"name": "a"}, {"name": "b"}]})");
  const std::string trained = ": the encoder is trained already; to change this, train again";
  EXPECT_EQ(complaint({"encoders[1].training.epochs=5"}),
            "--set: encoders[1].training.epochs" + trained);
  EXPECT_EQ(complaint({"clustering.method=graph", "refinement.k=5"}),
            "--set: refinement" + trained);
}

TEST_F(ClusteredJob, MayBeOfTheTestImagesToo) {
  const JobConfig job = cluster({"data.use=all", "data.test_images=others"});
  EXPECT_EQ(job.data.use, Use::kAll);
  EXPECT_EQ(job.data.test_images, "others");
}

TEST_F(ClusteredJob, KnowsWhatAnEncoderThatSaysItOverrules) {
  const auto overruled = [&](const std::vector<std::string>& assignments, PixelScaleOf scale) {
    return job_to_cluster(file_, assignments, scale).overruled_by_encoder;
  };
  EXPECT_EQ(overruled({"data.scale=unit", "seed=3"}, PixelScaleOf::kJob),
            "--set: data.scale: has no effect on a clustering: the encoder says how pixels are "
            "scaled; leave it out");
  EXPECT_EQ(overruled({"seed=3", "data.scale=minmax"}, PixelScaleOf::kJob), "");
  EXPECT_EQ(overruled({"data.dataset=mnist", "data.scale=unit"}, PixelScaleOf::kJob), "");
}

TEST_F(ClusteredJob, TakesAnyKeyWithTheValueThatItHas) {
  EXPECT_EQ(cluster({"model.code=36", "name=config", "data.holdout=.1"}).model.code, 36);
}

TEST_F(ClusteredJob, MayBeGivenANameWhereItsFileHasNoneToGive) {
  file_ = folder_.write("caf\xe9.json", R"({"data": {"root": "."}})");
  EXPECT_THAT(complaint({}), testing::HasSubstr("give the job a name of its own"));
  EXPECT_EQ(cluster({"name=coffee"}).name, "coffee");
}

TEST_F(ClusteredJob, MayBeOfAnotherDataSetAltogether) {
  EXPECT_EQ(cluster({"data.dataset=mnist", "data.root=/mnist"}).data.dataset, Dataset::kMnist);
}

TEST_F(ClusteredJob, OfSeveralEncodersNeedsAMethodThatJoinsThem) {
  const JobConfig by_kmeans = cluster({});
  EXPECT_NO_THROW(require_joining_method(by_kmeans, 1));
  EXPECT_STREQ(error_of([&] { require_joining_method(by_kmeans, 3); }).what(),
               "clustering.method: kmeans groups the codes of one encoder, and 3 are given; graph "
               "and spectral join those of several: --set clustering.method=graph, or give one");
  EXPECT_NO_THROW(require_joining_method(cluster({"clustering.method=graph"}), 3));
  EXPECT_NO_THROW(require_joining_method(cluster({"clustering.method=spectral"}), 3));
}

}  // namespace
}  // namespace codegrid
