#include "train/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string written() {
  TrainingState state;
  state.batch = 2;
  state.seconds = 0.75;
  state.stopping = {0.25, 1, 0};
  return encode_manifest(state, {EpochRecord{1, 0.5, 0.25, 1.5, 40.0, true}, "ab"});
}

// What is said of the manifest after `change`.
std::string refusal(const std::function<void(json&)>& change) {
  json manifest = json::parse(written());
  change(manifest);
  const Error error = error_of([&] { decode_manifest(manifest.dump(), "m"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(Manifest, GivesBackWhatWasWritten) {
  const Manifest read = decode_manifest(written(), "m");
  ASSERT_TRUE(read.rows);
  EXPECT_EQ(read.rows->sha256, "ab");
  EXPECT_EQ(read.rows->count(), 1);
  EXPECT_TRUE(read.state.epochs.empty());
  EXPECT_EQ(encode_manifest(read.state, *read.rows), written());
}

TEST(Manifest, OfNoEpochYetHasNoBestLoss) {
  EXPECT_EQ(encode_manifest({}, {std::nullopt, "ab"}),
            R"({"batch":0,"seconds":0.0,"early_stopping":{"best":null,"best_epoch":0,"waited":0},)"
            R"("epoch":null,"rows_sha256":"ab"})");
  const Manifest read = decode_manifest(encode_manifest({}, {}), "m");
  EXPECT_EQ(read.state.stopping.best, std::numeric_limits<double>::infinity());
  EXPECT_EQ(read.rows->count(), 0);
}

TEST(Manifest, Of0_1IsRead) {
  const Manifest read = decode_manifest(
      R"({"batch":7,"seconds":0.125,"early_stopping":{"best":0.25,"best_epoch":1,"waited":1},)"
      R"("epochs":[{"epoch":1,"train_loss":0.5,"val_loss":0.25,"seconds":1.500000,)"
      R"("images_per_second":40.0,"best":true},{"epoch":2,"train_loss":1,"val_loss":0.3,)"
      R"("seconds":1.250000,"images_per_second":48.0,"best":false}]})",
      "m");
  EXPECT_FALSE(read.rows);
  const TrainingState& state = read.state;
  EXPECT_EQ(state.batch, 7);
  EXPECT_EQ(state.seconds, 0.125);
  EXPECT_EQ(state.stopping.best, 0.25);
  EXPECT_EQ(state.stopping.best_epoch, 1);
  EXPECT_EQ(state.stopping.waited, 1);
  ASSERT_EQ(state.epochs.size(), 2U);
  EXPECT_EQ(state.epochs[1].train_loss, 1.0);
  EXPECT_EQ(state.epochs[1].seconds, 1.25);
  EXPECT_FALSE(state.epochs[1].best);
}

TEST(Manifest, RefusesValuesThatNoTrainingWrites) {
  const std::string start = "m: no manifest of a checkpoint (";
  EXPECT_EQ(refusal([](json& m) { m["batch"] = -1; }), start + "batch: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["batch"] = 1.5; }), start + "batch: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["seconds"] = "1"; }), start + "seconds: no number)");
  EXPECT_EQ(refusal([](json& m) {
              m["epochs"] = {m["epoch"], m["epoch"]};
            }),
            start + "epochs out of order)");
  EXPECT_EQ(refusal([](json& m) { m["epoch"]["epoch"] = 0; }), start + "epoch: no number from 1)");
  EXPECT_EQ(refusal([](json& m) { m["early_stopping"]["best_epoch"] = 2; }),
            start + "best_epoch: not trained yet)");
  EXPECT_EQ(refusal([](json& m) { m["epoch"] = nullptr; }), start + "best_epoch: not trained yet)");
  EXPECT_THAT(refusal([](json& m) { m["epochs"] = 3; }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m["rows_sha256"] = 3; }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m.erase("rows_sha256"); }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m = json::array(); }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m.erase("early_stopping"); }), HasSubstr(start));
}

}  // namespace
}  // namespace codegrid
