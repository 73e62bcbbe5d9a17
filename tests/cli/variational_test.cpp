#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr const char* kVariationalPictures[] = {"samples.png", "interpolations.png",
                                                "reconstructions.png"};

// A job of distributions: on a dense model, and on a convolutional one with all that it may have,
// of augmented images that are to come back clean.
class Variational : public TrainingRuns {
 protected:
  Variational() {
    const nlohmann::json objective{{"objective", {{"kind", "variational"}, {"beta", 0.5}}}};
    nlohmann::json denoising = objective;
    denoising["reconstruct"] = "clean";
    place.write_config("job.json", {{"train_labels", "labels"}}, {{"training", objective}});
    place.write_config("conv.json", {{"train_labels", "labels"}},
                       {{"name", "job"},
                        {"augmentation", {{"preset", "handwriting"}, {"noise", 0.1}}},
                        {"model",
                         {{"kind", "convolutional"},
                          {"channels", {2, 3}},
                          {"hidden", {5}},
                          {"batch_norm", true},
                          {"dropout", 0.2}}},
                        {"training", denoising}});
  }
};

TEST_F(Variational, TrainsAndShowsTheWholeOfItsLossAndItsParts) {
  for (const char* config : {"job.json", "conv.json"}) {
    SCOPED_TRACE(config);
    const std::string runs = std::string("runs of ") + config;
    const Outcome training = place.train({config, "--runs", runs});
    ASSERT_EQ(training.code, 0) << training.err;
    EXPECT_THAT(training.err, HasSubstr("\nlog_variance.dense "));
    EXPECT_THAT(training.err, ContainsRegex("\nepoch +1/[0-9]+  loss [0-9.]+  val_loss [0-9.]+  "
                                            "val_reconstruction [0-9.]+  val_kl [0-9.]+  "));
    EXPECT_THAT(training.out, ContainsRegex("\nheld-out variational loss  +[0-9.]+\n"
                                            "  its reconstruction +[0-9.]+\n"
                                            "  its KL divergence +[0-9.]+ nats an image\n"));
    const fs::path run = place.path() / runs / "job/0001";
    for (const char* picture : kVariationalPictures) {
      EXPECT_EQ(slurp(run / picture).substr(0, 4), "\x89PNG") << picture;
      EXPECT_THAT(training.out, HasSubstr(picture));
    }
    const nlohmann::json summary = nlohmann::json::parse(slurp(run / "summary.json"));
    const nlohmann::json model = nlohmann::json::parse(slurp(run / "config.json"))["model"];
    EXPECT_EQ(model["code_activation"], "linear");
    const std::string rows = slurp(run / "metrics.jsonl");
    const nlohmann::json last = nlohmann::json::parse(rows.substr(rows.rfind("\n{") + 1));
    EXPECT_EQ(last["val_kl"], summary["test_kl"]) << "the same images by the same draws";
    EXPECT_EQ(last["val_reconstruction"], summary["test_reconstruction"]);
  }
}

TEST_F(Variational, ItsCodesAreClusteredAndNewImagesSorted) {
  for (const char* config : {"job.json", "conv.json"}) {
    SCOPED_TRACE(config);
    const std::string runs = std::string("runs of ") + config;
    ASSERT_EQ(place.train({config, "--runs", runs}).code, 0);
    const std::string run = runs + "/job/0001";
    const Outcome clustering = place.cluster({run});
    ASSERT_EQ(clustering.code, 0) << clustering.err;
    EXPECT_THAT(clustering.err, HasSubstr("k-means: 60 codes of 4 values, k = 3"));
    const Outcome sorted = place.assign({run, "images"});
    ASSERT_EQ(sorted.code, 0) << sorted.err;
    EXPECT_EQ(std::count(sorted.out.begin(), sorted.out.end(), '\n'), 61);
  }
}

TEST_F(Variational, GoesOnFromInsideAnEpoch) {
  for (const char* config : {"job.json", "conv.json"}) expect_to_go_on_from_inside_an_epoch(config);
}

TEST_F(Variational, ARunMadeLongerIsTheRunThatWasLongFromTheStart) {
  expect_to_be_made_longer("job.json");
}

TEST_F(Variational, ASignalStopsItWithEverythingSaved) {
  std::string said;
  expect_to_be_stopped_and_go_on(said);
}

TEST_F(Variational, MayBeOneOfSeveralEncoders) {
  nlohmann::json job{{"device", "cpu"}, {"data", place.json("job.json")["data"]}};
  for (const char* name : {"plain", "drawn"})
    job["encoders"].push_back(
        {{"name", name}, {"model", {{"code", 4}}}, {"training", {{"epochs", 1}}}});
  job["encoders"][1]["training"]["objective"]["kind"] = "variational";
  place.write("several.json", job.dump());
  const Outcome training = place.train({"several.json"});
  ASSERT_EQ(training.code, 0) << training.err;
  EXPECT_TRUE(fs::exists(place.path() / "runs/several/0001/encoders/drawn/samples.png"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/several/0001/encoders/plain/samples.png"));
}

TEST_F(Variational, AnotherActivationOfTheCodeIsRefused) {
  expect_failure(place.train({"job.json", "--set", "model.code_activation=relu"}), 2,
                 "codegrid-train: error: job.json with --set: model.code_activation: found "
                 "\"relu\", expected \"linear\", since \"training.objective.kind\": "
                 "\"variational\" takes the code for means, which may have any sign; leave it "
                 "out\n");
}

TEST_F(Variational, AnAlteredRowOfItsMetricsIsNamed) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  std::string text = slurp(place.path() / "runs/job/0001/metrics.jsonl");
  const std::size_t kl = text.find("\"val_kl\":") + 9;
  text[kl] = text[kl] == '9' ? '8' : '9';
  place.write("runs/job/0001/metrics.jsonl", text);
  const Outcome resumed = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=9"});
  EXPECT_EQ(resumed.code, 3);
  EXPECT_THAT(resumed.err, HasSubstr("metrics.jsonl: line 1: found a row that training did not "
                                     "write"));
}

}  // namespace
}  // namespace codegrid
