#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "cli/run.hpp"
#include "data/fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

using Train = Cli;

TEST_F(Train, LeavesTheWholeRunFolder) {
  const Outcome outcome = place.train({"job.json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(place.below("runs/job/0001"),
              UnorderedElementsAre(
                  "config.json", "environment.json", "metrics.jsonl", "metrics.csv", "loss.png",
                  "reconstructions.png", "encoder.pt", "summary.json", "checkpoints",
                  "checkpoints/epoch-0001.safetensors", "checkpoints/epoch-0002.safetensors"));
  const auto summary = place.json("runs/job/latest/summary.json");
  for (const char* key :
       {"epochs", "stopped_by", "train_loss", "val_loss", "best_val_loss", "best_epoch",
        "encoder_epoch", "test_loss", "constant_code_values", "seconds", "images_per_second"}) {
    EXPECT_TRUE(summary.contains(key)) << key;
  }
  EXPECT_EQ(summary["epochs"], 2);
  EXPECT_EQ(summary["stopped_by"], "epochs");
  EXPECT_EQ(summary["test_loss"], summary["val_loss"]);
  for (const char* picture : {"loss.png", "reconstructions.png"}) {
    EXPECT_EQ(slurp(place.path() / "runs/job/0001" / picture).substr(0, 4), "\x89PNG");
  }
  EXPECT_THAT(outcome.out, HasSubstr("runs/job/0001/encoder.pt\n"));
  EXPECT_THAT(outcome.err, HasSubstr("epoch   2/2  loss "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("2/2"))) << "stdout carries results only";
}

TEST_F(Train, LogsOneRowAnEpoch) {
  ASSERT_EQ(place.train({"job.json", "--set", "training.epochs=3"}).code, 0);
  std::istringstream lines(slurp(place.path() / "runs/job/0001/metrics.jsonl"));
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(nlohmann::json::parse(line)["epoch"], ++rows);
  }
  EXPECT_EQ(rows, 3);
  const std::string csv = slurp(place.path() / "runs/job/0001/metrics.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

TEST_F(Train, GzippedDataTrainToTheSameLosses) {
  place.write("images.gz", gzip_bytes(slurp(place.path() / "images")));
  place.write("labels.gz", gzip_bytes(slurp(place.path() / "labels")));
  ASSERT_EQ(place
                .train({"job.json", "--set", "data.train_images=images.gz", "--set",
                        "data.train_labels=labels.gz"})
                .code,
            0);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const auto packed = place.json("runs/job/0001/summary.json");
  const auto plain = place.json("runs/job/0002/summary.json");
  for (const char* loss : {"train_loss", "val_loss", "test_loss"}) {
    EXPECT_EQ(packed[loss], plain[loss]) << loss;
  }
}

TEST_F(Train, InBfloat16WhereTheProcessorHasItAndElseSaysThatItHasNot) {
  const Outcome outcome = place.train({"job.json", "--set", "training.precision=bfloat16"});
  if (slurp("/proc/cpuinfo").find(" avx512_bf16 ") == std::string::npos) {
    expect_failure(outcome, 1,
                   "codegrid-train: error: training.precision: \"bfloat16\" cannot be used: this "
                   "processor has no avx512_bf16; a new run with --set training.precision=float32 "
                   "works anywhere\n");
    return;
  }
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const auto rounded = place.json("runs/job/0001/summary.json");
  const double exact = place.json("runs/job/0002/summary.json")["test_loss"];
  EXPECT_NE(rounded["test_loss"], exact);
  EXPECT_NEAR(rounded["test_loss"], exact, 0.02 * exact);
  EXPECT_NEAR(rounded["val_loss"], rounded["test_loss"], 0.02 * exact);  // which is float32
}

TEST_F(Train, HoldsOutATenthWhereThereAreNoTestImages) {
  const Outcome outcome = place.train({"job.json"});
  EXPECT_THAT(outcome.err, HasSubstr("54 training images, 6 held-out images, on cpu"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("\nheld-out cross-entropy  +[0-9.]+\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("test ")));
}

// Early stopping counts an improvement only above min_delta, which is none here after epoch 1.
TEST_F(Train, ItsBestValidationLossIsTheLeastOne) {
  place.write_config(
      "job.json", {},
      {{"training",
        {{"epochs", 4},
         {"optimizer", {{"learning_rate", 0.01}}},
         {"early_stopping", {{"patience", 9}, {"min_delta", 9}, {"restore_best", true}}}}}});
  const Outcome outcome = place.train({"job.json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  double least = 9;
  int epoch = 0;
  std::istringstream rows(slurp(place.path() / "runs/job/0001/metrics.jsonl"));
  for (std::string row; std::getline(rows, row);) {
    const auto figures = nlohmann::json::parse(row);
    if (figures["val_loss"] >= least) continue;
    least = figures["val_loss"];
    epoch = figures["epoch"];
  }
  EXPECT_GT(epoch, 1);
  const nlohmann::json summary = place.json("runs/job/0001/summary.json");
  EXPECT_EQ(summary["best_val_loss"], least);
  EXPECT_EQ(summary["best_epoch"], epoch);
  EXPECT_EQ(summary["encoder_epoch"], 1);
  EXPECT_THAT(outcome.out,
              HasSubstr(fmt::format("best validation loss    {:.5f} (epoch {})\n", least, epoch)));
}

TEST_F(Train, SaysWhenItsCodesHaveDied) {
  place.write_config("job.json", {}, {{"training", {{"optimizer", {{"learning_rate", 10}}}}}});
  const Outcome outcome = place.train({"job.json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.err,
      HasSubstr("\nwarning: the code is the same for all of 6 images, every value of it 0: "
                "it tells nothing about them, and neither will clusters of it. Its units have "
                "died"));
  EXPECT_EQ(place.json("runs/job/0001/summary.json")["constant_code_values"], 4);
}

TEST_F(Train, RefusesAModelThatNoMachineHoldsBeforeAnythingIsMade) {
  place.write_config("job.json", {}, {{"model", {{"hidden", {1 << 20}}, {"code", 1 << 20}}}});
  const Outcome outcome = place.train({"job.json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex(
                  "^codegrid-train: error: out of memory: this training takes more "
                  "than is left of .* \\([0-9.]+ [GT]iB\\): .*: 64.0 TiB, 32.0 TiB of it "
                  "for encoder.dense1. Lower model.hidden or model.code\n$"));
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(Train, ValidatesOnTheTestImagesWhereThereAreSome) {
  place.write_images("test", 7);
  place.write_config("with_test.json", {{"test_images", "test"}});
  const Outcome outcome = place.train({"with_test.json"});
  EXPECT_THAT(outcome.err, HasSubstr("60 training images, 7 test images"));
  EXPECT_THAT(outcome.err, StartsWith("note: no validation images named: training is validated on "
                                      "the test images"));
  EXPECT_THAT(place.train({"with_test.json", "--set", "data.validation=test"}).err,
              Not(HasSubstr("note: ")));
}

TEST_F(Train, KeepsTheTestImagesApartFromAValidationSetOfItsOwn) {
  place.write_images("test", 7);
  place.write_images("validation", 5);
  place.write_config("job.json", {{"test_images", "test"}, {"validation_images", "validation"}});
  const Outcome outcome = place.train({"job.json"});
  EXPECT_THAT(outcome.err, HasSubstr("60 training images, 5 validation images, 7 test images"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("\ntest cross-entropy  +[0-9.]+\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("note: ")));
  const auto summary = place.json("runs/job/latest/summary.json");
  EXPECT_NE(summary["test_loss"], summary["val_loss"]);
  EXPECT_EQ(place.json("runs/job/latest/environment.json")["data"].size(), 3U);
  EXPECT_THAT(place
                  .train({"job.json", "--set", "data.validation_images=", "--set",
                          "data.validation=holdout"})
                  .err,
              HasSubstr("54 training images, 6 held-out images, 7 test images"));
}

TEST_F(Train, NamesTheLossOfValidationImagesWhereNothingElseIsTested) {
  place.write_images("validation", 1);
  place.write_config("job.json", {{"validation_images", "validation"}},
                     {{"training", {{"loss", "mean_squared_error"}}}});
  const Outcome outcome = place.train({"job.json"});
  EXPECT_THAT(outcome.err, HasSubstr("60 training images, 1 validation image, on cpu"));
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("\nvalidation mean squared error  [0-9.]+\n"
                                     "best validation loss           [0-9.]+ \\(epoch [12]\\)\n"));
}

TEST_F(Train, NeverWritesIntoARunThatExists) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const std::string before = slurp(place.path() / "runs/job/0001/encoder.pt");
  ASSERT_EQ(place.train({"job.json", "--set", "seed=2"}).code, 0);
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/encoder.pt"), before);
  EXPECT_EQ(fs::read_symlink(place.path() / "runs/job/latest"), "0002");
  EXPECT_NE(slurp(place.path() / "runs/job/0002/encoder.pt"), before);
}

TEST_F(Train, SameSeedGivesTheSameBytes) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.train({"job.json", "--runs", "other"}).code, 0);
  EXPECT_EQ(slurp(place.path() / "other/job/0001/encoder.pt"),
            slurp(place.path() / "runs/job/0001/encoder.pt"));
  ASSERT_EQ(place.cluster({"runs/job/0001"}).code, 0);
  ASSERT_EQ(place.cluster({"other/job/0001"}).code, 0);
  EXPECT_EQ(slurp(place.path() / "other/job/0001/clusters/assignments.csv"),
            slurp(place.path() / "runs/job/0001/clusters/assignments.csv"));
}

TEST_F(Train, ARunsConfigRepeatsItFromAnotherWorkingFolder) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Workplace elsewhere;
  const std::string config = (place.path() / "runs/job/latest/config.json").string();
  ASSERT_EQ(elsewhere.train({config}).code, 0);
  EXPECT_EQ(slurp(elsewhere.path() / "runs/job/0001/encoder.pt"),
            slurp(place.path() / "runs/job/0001/encoder.pt"));
  EXPECT_EQ(slurp(elsewhere.path() / "runs/job/0001/config.json"), slurp(config));
}

TEST_F(Train, PrintedConfigIsAConfigThatSaysTheSame) {
  const Outcome first = place.train({"job.json", "--set", "model.hidden=[9]", "--print-config"});
  ASSERT_EQ(first.code, 0);
  place.write("printed.json", first.out);
  EXPECT_EQ(place.train({"printed.json", "--print-config"}).out, first.out);
  EXPECT_THAT(first.out, HasSubstr("\"root\": \"" + place.path().string()));
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(Train, PathsOfTheCommandLineAreRelativeToTheWorkingFolder) {
  place.write("configs/job.json",
              R"({"data": {"dataset": "idx", "root": "data", "train_images": "images"}})");
  EXPECT_THAT(place.train({"configs/job.json", "--print-config"}).out,
              HasSubstr("\"root\": \"" + (place.path() / "configs/data").string() + "\""));
  EXPECT_THAT(place.train({"configs/job.json", "--set", "data.root=data", "--print-config"}).out,
              HasSubstr("\"root\": \"" + (place.path() / "data").string() + "\""));
}

TEST_F(Train, AnswersQuestionsAboutItself) {
  const Outcome help = place.train({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out,
              HasSubstr("codegrid-train configs/mnist.json --set training.epochs=20 --set seed=2"));
  const Outcome version = place.train({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("codegrid [0-9.]+ \\(.*\\)\n"));
  const Outcome valid = place.train({"job.json", "--validate"});
  EXPECT_EQ(valid.code, 0);
  EXPECT_EQ(valid.out, "job.json: valid\n");
}

TEST_F(Train, WrongUsageIsTwo) {
  expect_failure(place.train({}), 2,
                 "codegrid-train: error: CONFIG is missing\nTry codegrid-train --help\n");
  expect_failure(place.train({"job.json", "--nonsense"}), 2,
                 "codegrid-train: error: The following argument was not expected: --nonsense\n"
                 "Try codegrid-train --help\n");
  for (const char* sett : {"--sett", "--sett=training.epochs=3"}) {
    expect_failure(place.train({"job.json", sett}), 2,
                   std::string("codegrid-train: error: The following argument was not expected: ") +
                       sett + "; did you mean --set?\nTry codegrid-train --help\n");
  }
  expect_failure(place.train({"job.json", "other.json"}), 2,
                 "codegrid-train: error: The following argument was not expected: other.json\n"
                 "Try codegrid-train --help\n");
}

TEST_F(Train, CudaRunsOrSaysWhyNot) {
  const Outcome outcome = place.train({"job.json", "--set", "device=cuda"});
  if (outcome.code == 0) {  // only where there is a GPU
    EXPECT_TRUE(fs::exists("/dev/nvidia0") || fs::exists("/dev/dxg"));
    EXPECT_THAT(outcome.err, HasSubstr("on cuda"));
    return;
  }
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("device: \"cuda\" cannot be used: "));
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(Train, ALossThatIsNotFiniteEndsWithOneAndAdvice) {
  const Outcome outcome =
      place.train({"job.json", "--set", "training.optimizer.learning_rate=1e38"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("try a smaller training.optimizer.learning_rate"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/summary.json"));
}

}  // namespace
}  // namespace codegrid
