#include "job/embedded_clustering_job.hpp"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "cluster/measures/contingency.hpp"
#include "config/encoder_job.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"
#include "data/load.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/fixtures.hpp"
#include "job/staged_training.hpp"
#include "support/stopped.hpp"
#include "tensor/npy.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

// A run of one encoder, whose codes are moved in a few short intervals.
class SmallEmbeddedRun : public testing::TestWithParam<RefinementKind> {
 protected:
  SmallEmbeddedRun() {
    EncoderConfig encoder;
    encoder.name = "only";
    encoder.model = tiny_.job.model;
    encoder.model.code_activation = Activation::kLinear;
    encoder.training = tiny_.job.training;
    tiny_.job.encoders.push_back(encoder);
    RefinementOptions& options = tiny_.job.refinement.emplace();
    options.kind = GetParam();
    options.k = 3;
    for (EmbeddingOptions* embedding : {&options.dec, &options.idec}) {
      embedding->update_interval = 5;
      embedding->updates = 4;
      embedding->batch_size = 16;
      embedding->tolerance = 0;
    }
  }

  StagedReport train() { return run_staged_training(tiny_.job, tiny_.runs(), said_.progress()); }
  at::Tensor images() const { return load_training_images(tiny_.job.data).train.images; }
  at::Tensor npy(const fs::path& file) const { return decode_npy(slurp(file), "npy"); }

  TinyJob tiny_;
  Said said_;
};

TEST_P(SmallEmbeddedRun, EndsWithAnEncoderOfTheGroupsTheLargestFirst) {
  const StagedReport report = train();
  ASSERT_TRUE(report.refinement.has_value());
  EXPECT_EQ(report.refinement->updates, 4);
  EXPECT_FALSE(report.refinement->converged);
  EXPECT_GT(report.refinement->seconds, 0);
  const EncoderFile file = EncoderFile::read(report.run / "encoder.pt");
  EXPECT_EQ(file.sha256(), report.refinement->encoder_sha256);
  EXPECT_EQ(file.metadata().groups, 3);
  EXPECT_EQ(file.metadata().code_size, 2);
  EXPECT_EQ(file.metadata().losses.kind, GetParam() == RefinementKind::kDec ? "dec" : "idec");
  LoadedEncoder encoder(file, file.metadata(), at::kCPU);
  const at::Tensor codes = npy(report.run / "refinement/codes.npy");
  EXPECT_TRUE(encoder.encode(images()).equal(codes));
  const at::Tensor groups = npy(report.run / "refinement/groups.npy");
  EXPECT_TRUE(at::cdist(codes, encoder.group_layer().centroids).argmin(1).equal(groups));
  const at::Tensor sizes = cluster_sizes(groups, 3);
  EXPECT_TRUE(sizes.slice(0, 1).le(sizes.slice(0, 0, 2)).all().item<bool>());
  const auto record = nlohmann::json::parse(slurp(report.run / "refinement/refinement.json"));
  EXPECT_EQ(record["updates"], 4);
  EXPECT_EQ(record["encoder_sha256"], file.sha256());
  const auto summary = nlohmann::json::parse(slurp(report.run / "summary.json"));
  EXPECT_EQ(summary["refinement"]["updates"], 4);
  EXPECT_EQ(summary["refinement"]["converged"], false);
}

TEST_P(SmallEmbeddedRun, GoesOnFromAnyUpdateToTheSameBits) {
  const fs::path run = train().run;
  const std::string encoder = slurp(run / "encoder.pt");
  const fs::path checkpoints = run / "refinement/checkpoints";
  const std::vector<std::vector<fs::path>> lost{{run / "refinement/groups.npy"},
                                                {checkpoints / "epoch-0004.safetensors"},
                                                {checkpoints, run / "refinement/codes.npy"}};
  for (const std::vector<fs::path>& paths : lost) {
    for (const fs::path& path : paths) ASSERT_GT(fs::remove_all(path), 0U) << path;
    fs::remove(run / "encoder.pt");
    fs::remove(run / "summary.json");
    ASSERT_TRUE(resume_staged_training(run, {}, said_.progress()).has_value());
    EXPECT_TRUE(slurp(run / "encoder.pt") == encoder);
  }
  EXPECT_THAT(said_.words(), testing::HasSubstr("the refinement goes on after 3 updates\n"));
}

TEST_P(SmallEmbeddedRun, NeedsACheckpointOfTheEncoder) {
  const fs::path run = train().run;
  fs::remove_all(run / "encoders/only/checkpoints");
  fs::remove(run / "encoder.pt");
  fs::remove(run / "summary.json");
  const Error error = error_of([&] { resume_staged_training(run, {}, said_.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_THAT(error.what(), testing::HasSubstr("encoders/only/checkpoints"));
}

TEST_P(SmallEmbeddedRun, SaysThatGroupsHaveLostAllTheirImages) {
  for (EmbeddingOptions* embedding : {&tiny_.job.refinement->dec, &tiny_.job.refinement->idec})
    embedding->optimizer.learning_rate = 0;
  train();
  EXPECT_THAT(said_.words(), testing::Not(testing::HasSubstr("warning")));
  for (EmbeddingOptions* embedding : {&tiny_.job.refinement->dec, &tiny_.job.refinement->idec})
    embedding->optimizer.learning_rate = 1e4;
  train();
  EXPECT_THAT(said_.words(), testing::ContainsRegex(
                                 "warning: [12] of 3 groups have lost all their images; try a "
                                 "smaller refinement.optimizer.learning_rate or refinement.k\n"));
}

// The older one is of another encoder: it was passed over in silence once.
TEST_P(SmallEmbeddedRun, NeedsTheLastCheckpointOfTheEncoder) {
  const fs::path run = train().run;
  const std::string encoder = slurp(run / "encoder.pt");
  const fs::path folder = run / "encoders/only";
  const fs::path last = folder / "checkpoints/epoch-0002.safetensors";
  const std::string bytes = slurp(last);
  ASSERT_TRUE(fs::exists(folder / "checkpoints/epoch-0001.safetensors"));
  for (const char* name : {"refinement", "encoder.pt", "summary.json"}) fs::remove_all(run / name);
  std::string damaged = bytes;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  std::ofstream(last, std::ios::binary) << damaged;
  const Error error = error_of([&] { resume_staged_training(run, {}, said_.progress()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(),
            (folder / "checkpoints").string() +
                ": its newest whole checkpoint is epoch-0001, but training ended after 2 epochs; "
                "bring the last one back, or remove " +
                folder.string() + ", to have the encoder trained again\n  " + last.string() +
                ": damaged (its SHA-256 is another)");
  std::ofstream(last, std::ios::binary) << bytes;
  ASSERT_TRUE(resume_staged_training(run, {}, said_.progress()).has_value());
  EXPECT_TRUE(slurp(run / "encoder.pt") == encoder);
}

TEST_P(SmallEmbeddedRun, IsRefusedBeforeItsEncoderIsTrainedWhereItCannotBe) {
  tiny_.job.refinement->k = 41;
  EXPECT_STREQ(error_of([&] { train(); }).what(),
               "refinement.k: found 41 groups for 40 images; expected at most one for each image. "
               "Lower it, or give more images");
  EXPECT_FALSE(fs::exists(tiny_.runs()));
}

INSTANTIATE_TEST_SUITE_P(Both, SmallEmbeddedRun,
                         testing::Values(RefinementKind::kDec, RefinementKind::kIdec));

TEST(TrainedAutoencoder, HasTheWeightsThatTheEncoderHas) {
  for (const bool best : {false, true}) {
    TinyJob tiny;
    Said said;
    EncoderConfig encoder;
    encoder.name = "only";
    encoder.model = tiny.job.model;
    encoder.training = tiny.job.training;
    encoder.training.early_stopping.restore_best = best;
    encoder.training.early_stopping.min_delta = best ? 100 : 0;  // none is better than the first
    tiny.job.encoders.push_back(encoder);
    const fs::path folder =
        run_staged_training(tiny.job, tiny.runs(), said.progress()).run / "encoders/only";
    const JobConfig alone = encoder_job(tiny.job, 0);
    const at::Tensor images = load_training_images(tiny.job.data).train.images;
    Autoencoder model = trained_autoencoder(folder, alone, {1, 3, 4}, /*with_decoder=*/true);
    EXPECT_TRUE(model->has_decoder());
    EXPECT_FALSE(trained_autoencoder(folder, alone, {1, 3, 4}, false)->has_decoder());
    const EncoderFile file = EncoderFile::read(folder / "encoder.pt");
    LoadedEncoder loaded(file, file.metadata(), at::kCPU);
    const torch::NoGradGuard no_grad;
    EXPECT_TRUE(at::allclose(model->encode(file.metadata().scale.apply(images)),
                             loaded.encode(images), 1e-5, 1e-6));
  }
}

}  // namespace
}  // namespace codegrid
