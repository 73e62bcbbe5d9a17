#include "job/refinement_record.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

RefinementInput some_input() { return {{"aa", "bb"}, {60, 1, 8, 8}, 3, {}}; }

nlohmann::json record_in(const std::filesystem::path& file) {
  return nlohmann::json::parse(slurp(file));
}

TEST(RefinementRecord, HoldsTheInputAndTheFiguresOfEveryRound) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "refinement.json";
  RefinementRecord record;
  record.begin(file, some_input());
  EXPECT_EQ(record_in(file)["rounds"], nlohmann::json::array());
  EXPECT_FALSE(record_in(file).contains("kept_round"));
  record.write({{.round = 1, .images = 60}, {.round = 2, .images = 60}}, 1, "cc");
  const nlohmann::json written = record_in(file);
  EXPECT_EQ(written["format"], "codegrid refinement");
  EXPECT_EQ(written["input"]["encoders"], (std::vector<std::string>{"aa", "bb"}));
  EXPECT_EQ(written["input"]["images"], (std::vector<int>{60, 1, 8, 8}));
  EXPECT_EQ(written["input"]["options"]["rounds"], 4);
  EXPECT_EQ(written["rounds"][1]["round"], 2);
  EXPECT_EQ(written["kept_round"], 1);
  EXPECT_EQ(written["encoder_sha256"], "cc");
}

TEST(RefinementRecord, IsGoneOnWithByTheSameInputWheneverItsCheckpointsAreWritten) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "refinement.json";
  RefinementRecord().begin(file, some_input());
  const std::string before = slurp(file);
  RefinementInput later = some_input();
  later.options.training.checkpoint_minutes = 1;
  later.options.training.checkpoint_epochs = 3;
  RefinementRecord().begin(file, later);
  EXPECT_EQ(slurp(file), before);
}

TEST(RefinementRecord, SavesTheSecondsOfAllProcessesAndNothingElse) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "refinement.json";
  RefinementRecord record;
  record.begin(file, some_input());
  record.write({{.round = 1, .images = 60}}, 1);
  nlohmann::json before = record_in(file);
  before["seconds"] = 50;
  folder.write("refinement.json", before.dump());
  RefinementRecord next;
  next.begin(file, some_input());
  next.save_seconds();
  nlohmann::json after = record_in(file);
  EXPECT_GT(after["seconds"].get<double>(), 50);
  EXPECT_EQ(next.seconds(), after["seconds"].get<double>());
  after["seconds"] = 50;
  EXPECT_EQ(after, before);
}

TEST(RefinementRecord, WithoutSecondsBeginsAtNone) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "refinement.json";
  RefinementRecord().begin(file, some_input());
  for (const nlohmann::json& seconds : {nlohmann::json(), nlohmann::json("long")}) {
    nlohmann::json found = record_in(file);
    found["seconds"] = seconds;
    folder.write("refinement.json", found.dump());
    RefinementRecord record;
    record.begin(file, some_input());
    EXPECT_EQ(record.seconds(), 0);
  }
}

TEST(RefinementRecord, OfAnotherInputIsRefused) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "refinement.json";
  RefinementRecord().begin(file, some_input());
  RefinementInput encoders = some_input();
  encoders.encoders[1] = "bc";
  RefinementInput images = some_input();
  images.images[0] = 61;
  RefinementInput seed = some_input();
  seed.seed = 4;
  RefinementInput options = some_input();
  options.options.training.optimizer.learning_rate = 0.1;
  for (const RefinementInput& other : {encoders, images, seed, options}) {
    const Error error = error_of([&] { RefinementRecord().begin(file, other); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_EQ(error.what(), file.string() +
                                ": is of other encoders, images or settings than this refinement; "
                                "remove " +
                                folder.path().string() + " to refine anew");
  }
}

}  // namespace
}  // namespace codegrid
