#include "train/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string written() {
  TrainingState state;
  state.epochs = {{1, 0.5, 0.25, 1.5, 40.0, true}};
  state.batch = 2;
  state.seconds = 0.75;
  state.stopping = {0.25, 1, 0};
  return encode_manifest(state);
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
  EXPECT_EQ(encode_manifest(decode_manifest(written(), "m")), written());
}

TEST(Manifest, RefusesValuesThatNoTrainingWrites) {
  const std::string start = "m: no manifest of a checkpoint (";
  EXPECT_EQ(refusal([](json& m) { m["batch"] = -1; }), start + "batch: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["batch"] = 1.5; }), start + "batch: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["seconds"] = "1"; }), start + "seconds: no number)");
  EXPECT_EQ(refusal([](json& m) { m["epochs"][0]["epoch"] = 2; }), start + "epochs out of order)");
  EXPECT_EQ(refusal([](json& m) { m["early_stopping"]["best_epoch"] = 2; }),
            start + "best_epoch: not trained yet)");
  EXPECT_THAT(refusal([](json& m) { m["epochs"] = 3; }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m = json::array(); }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m.erase("early_stopping"); }), HasSubstr(start));
}

}  // namespace
}  // namespace codegrid
