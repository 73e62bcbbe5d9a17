#include "train/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/digest.hpp"
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
  return encode_manifest(state, "tensors");
}

// What is said of the manifest after `change`, its digest put right again.
std::string refusal(const std::function<void(json&)>& change) {
  json manifest = json::parse(written());
  manifest.erase("manifest_sha256");
  change(manifest);
  manifest["manifest_sha256"] = sha256_hex(manifest.dump());
  const Error error = error_of([&] { decode_manifest(manifest.dump(), "m.json"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(Manifest, GivesBackWhatWasWritten) {
  const Manifest read = decode_manifest(written(), "m.json");
  EXPECT_EQ(read.bytes, 7U);
  EXPECT_EQ(read.sha256, sha256_hex("tensors"));
  EXPECT_EQ(encode_manifest(read.state, "tensors"), written());
}

TEST(Manifest, IsRefusedWithoutItsOwnDigest) {
  std::string text = written();
  text.replace(text.find("\"batch\": 2"), 10, "\"batch\": 3");
  EXPECT_EQ(std::string(error_of([&] { decode_manifest(text, "m.json"); }).what()),
            "m.json: damaged (its SHA-256 is another)");
}

TEST(Manifest, RefusesValuesThatNoTrainingWrites) {
  const std::string start = "m.json: no manifest of a checkpoint (";
  EXPECT_EQ(refusal([](json& m) { m["batch"] = -1; }), start + "batch: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["bytes"] = 1.5; }), start + "bytes: no whole number from 0)");
  EXPECT_EQ(refusal([](json& m) { m["seconds"] = "1"; }), start + "seconds: no number)");
  EXPECT_EQ(refusal([](json& m) { m["epochs"][0]["epoch"] = 2; }), start + "epochs out of order)");
  EXPECT_EQ(refusal([](json& m) { m["early_stopping"]["best_epoch"] = 2; }),
            start + "best_epoch: not trained yet)");
  EXPECT_THAT(refusal([](json& m) { m["epochs"] = 3; }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m["sha256"] = 3; }), HasSubstr(start));
  EXPECT_THAT(refusal([](json& m) { m.erase("early_stopping"); }), HasSubstr(start));
}

}  // namespace
}  // namespace codegrid
