#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::StartsWith;

class BadConfig : public Cli {
 protected:
  void expect_message(const std::string& config, const std::string& message) {
    place.write("bad.json", config);
    expect_failure(place.train({"bad.json"}), 2, "codegrid-train: error: " + message + "\n");
  }
  // A config that is right but for `text` in its training section.
  static std::string training(const std::string& text) {
    return R"({"data": {"dataset": "idx", "root": ".", "train_images": "images"}, "training": {)" +
           text + "}}";
  }
};

TEST_F(BadConfig, MissingFile) {
  expect_failure(place.train({"none.json"}), 2,
                 "codegrid-train: error: none.json: cannot read: No such file or directory\n");
}

TEST_F(BadConfig, NotJson) {
  place.write("bad.json", "{\n  \"data\": oops\n}");
  const Outcome outcome = place.train({"bad.json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(
      outcome.err,
      StartsWith("codegrid-train: error: bad.json: not JSON: line 2, column 11: syntax error"));
}

TEST_F(BadConfig, UnknownKey) {
  expect_message(training(R"("epoch": 3)"),
                 "bad.json: training.epoch: unknown key; did you mean \"training.epochs\"?");
}

TEST_F(BadConfig, DuplicateKey) {
  expect_message(training(R"("epochs": 3, "epochs": 4)"),
                 "bad.json: training.epochs: given twice; keep one");
}

TEST_F(BadConfig, WrongTypeFractionAndRange) {
  const std::string expected = "expected a whole number from 1 to 1000000";
  expect_message(training(R"("epochs": "many")"),
                 "bad.json: training.epochs: found \"many\", " + expected);
  expect_message(training(R"("epochs": 2.9)"), "bad.json: training.epochs: found 2.9, " + expected);
  expect_message(training(R"("epochs": 0)"), "bad.json: training.epochs: found 0, " + expected);
}

TEST_F(BadConfig, NanIsNoJsonAndNoNumber) {
  place.write("bad.json", training(R"("epochs": NaN)"));
  const Outcome outcome = place.train({"bad.json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err,
              StartsWith("codegrid-train: error: bad.json: not JSON: line 1, column "));
  expect_failure(place.train({"job.json", "--set", "training.optimizer.learning_rate=NaN"}), 2,
                 "codegrid-train: error: --set training.optimizer.learning_rate=NaN: "
                 "training.optimizer.learning_rate: found \"NaN\", expected a number, greater than "
                 "0\n");
  place.write("bad.json", training(R"("optimizer": {"learning_rate": 1e999})"));
  const Outcome huge = place.train({"bad.json"});
  EXPECT_EQ(huge.code, 2);
  EXPECT_THAT(huge.err, StartsWith("codegrid-train: error: bad.json: "));
  EXPECT_THAT(huge.err, testing::HasSubstr("1e999"));
}

TEST_F(BadConfig, AssignmentsAreAsStrictAsTheFile) {
  expect_failure(place.train({"job.json", "--set", "seed"}), 2,
                 "codegrid-train: error: --set seed: expected key=value, such as "
                 "training.epochs=20\n");
  expect_failure(place.train({"job.json", "--set", "training.epoch=3"}), 2,
                 "codegrid-train: error: --set training.epoch=3: training.epoch: unknown key; did "
                 "you mean \"training.epochs\"?\n");
  expect_failure(place.train({"job.json", "--set", "training.epochs=2.9"}), 2,
                 "codegrid-train: error: --set training.epochs=2.9: training.epochs: found 2.9, "
                 "expected a whole number from 1 to 1000000\n");
}

TEST_F(BadConfig, AllProblemsAtOnceFromFileAndCommandLine) {
  place.write(
      "bad.json",
      R"({"data": {"root": "."}, "trainig": {}, "model": {"code": 0, "output": "linear"}})");
  expect_failure(
      place.train({"bad.json", "--set", "seed=-1", "--set", "device=gpu"}), 2,
      "codegrid-train: error: bad.json: model.code: found 0, expected a whole number from 1 to "
      "1048576\n"
      "bad.json: trainig: unknown key; did you mean \"training\"?\n"
      "--set seed=-1: seed: found -1, expected a whole number from 0 to "
      "9223372036854775807\n"
      "bad.json with --set: device: found \"gpu\", expected \"auto\", \"cpu\", \"cuda\" or "
      "\"cuda:N\"; did you mean \"cuda\"?\n"
      "bad.json with --set: training.loss: \"binary_cross_entropy\" needs \"model.output\": "
      "\"sigmoid\"\n");
}

TEST_F(BadConfig, MissingData) {
  expect_message("{}", "bad.json: data: missing; expected an object { ... }");
  expect_message(R"({"data": {"dataset": "idx", "root": "."}})",
                 "bad.json: data.train_images: missing; \"dataset\": \"idx\" needs an image file");
}

TEST_F(BadConfig, AKeyOfAnotherKind) {
  expect_message(R"({"data": {"root": "."}, "clustering": {"method": "graph", "n_init": 3}})",
                 "bad.json: clustering.n_init: is a key of \"method\": \"kmeans\" or "
                 "\"spherical_kmeans\" or \"gaussian_mixture\" or \"spectral\", but the method is "
                 "\"graph\"");
}

TEST_F(BadConfig, EmptyRoot) {
  expect_failure(
      place.train({"job.json", "--set", "data.root="}), 2,
      "codegrid-train: error: job.json with --set: data.root: found \"\", expected a folder\n");
}

TEST_F(BadConfig, NameThatIsNoFolderName) {
  expect_message(R"({"name": "../x", "data": {"root": "."}})",
                 "bad.json: name: found \"../x\", expected a name for a folder, without \"/\"");
}

TEST_F(BadConfig, AWordOfAnotherProgramIsAnsweredWithOurKey) {
  const auto answer = [&](const std::string& assignment) {
    const Outcome outcome = place.train({"job.json", "--validate", "--set", assignment});
    EXPECT_EQ(outcome.code, 2);
    return outcome.err.substr(outcome.err.find("unknown key"));
  };
  EXPECT_EQ(answer("lr=1"), "unknown key; did you mean \"training.optimizer.learning_rate\"?\n");
  EXPECT_EQ(answer("training.lr=1"),
            "unknown key; did you mean \"training.optimizer.learning_rate\"?\n");
  EXPECT_EQ(answer("batch=1"), "unknown key; did you mean \"training.batch_size\"?\n");
  EXPECT_EQ(answer("latent_dim=1"), "unknown key; did you mean \"model.code\"?\n");
  EXPECT_EQ(answer("model.k=1"), "unknown key; did you mean \"clustering.k\"?\n");
  EXPECT_EQ(answer("optimizer.lr=1"), "unknown key; did you mean \"training.optimizer\"?\n");
  EXPECT_EQ(answer("temperature=1"),
            "unknown key; did you mean \"training.objective.temperature\"?\n");
  EXPECT_EQ(answer("voltage=1"),
            "unknown key; expected one of name, seed, device, threads, data, model, augmentation, "
            "training, encoders, refinement, clustering, pictures\n");
}

TEST_F(BadConfig, AnOptionThatIsAKeyIsAnsweredWithSet) {
  expect_failure(place.train({"job.json", "--epochs=5"}), 2,
                 "codegrid-train: error: The following argument was not expected: --epochs=5; did "
                 "you mean --set training.epochs=VALUE?\nTry codegrid-train --help\n");
}

TEST_F(BadConfig, AChoiceThatIsBegunOrShortenedIsAnsweredWithTheWhole) {
  const auto answer = [&](const std::string& assignment) {
    const std::string err = place.train({"job.json", "--validate", "--set", assignment}).err;
    const auto found = err.find("; did you mean ");
    return found == std::string::npos ? "" : err.substr(found);
  };
  EXPECT_EQ(answer("model.kind=conv"), "; did you mean \"convolutional\"?\n");
  EXPECT_EQ(answer("training.loss=mse"), "; did you mean \"mean_squared_error\"?\n");
  EXPECT_EQ(answer("training.optimizer.name=Adam"), "; did you mean \"adam\"?\n");
  EXPECT_EQ(answer("training.optimizer.name=rmsprop"), "");
}

TEST_F(BadConfig, NumbersAndTextsMayBeWrittenAsPeopleDo) {
  for (const char* assignment :
       {"training.optimizer.learning_rate=.001", "training.optimizer.learning_rate=+0.001",
        R"(model.activation="relu")", "training.epochs=2.0", "seed=9223372036854775807",
        "training.optimizer.betas=[.9,.999]"}) {
    const Outcome outcome = place.train({"job.json", "--validate", "--set", assignment});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  }
  const Outcome beyond =
      place.train({"job.json", "--validate", "--set", "seed=9223372036854775808"});
  EXPECT_EQ(beyond.err,
            "codegrid-train: error: --set seed=9223372036854775808: seed: found "
            "9223372036854775808, expected a whole number from 0 to 9223372036854775807\n");
}

TEST_F(BadConfig, AKeyWithoutEffectIsRefused) {
  expect_failure(
      place.train({"job.json", "--set", "data.test_images=images", "--set", "data.holdout=0.2"}), 2,
      "codegrid-train: error: job.json with --set: data.holdout: found 0.2, which has no effect, "
      "since no part of the training images is held out; leave it out, or set data.validation to "
      "\"holdout\"\n");
}

TEST_F(BadConfig, AFileThatIsNoText) {
  place.write("bad.json", std::string("\x1f\x8b\x08\0", 4));
  expect_failure(place.train({"bad.json"}), 2,
                 "codegrid-train: error: bad.json: is gzip data, expected JSON; unpack it first "
                 "(gunzip)\n");
}

}  // namespace
}  // namespace codegrid
