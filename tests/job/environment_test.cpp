#include "job/environment.hpp"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "config/version.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

TrainingProcess some_process(const std::string& device) {
  return {"2026-01-31T12:00:00Z", {"0.1.0", "2.15.0"}, "abc", "GCC", "Linux 6", "EPYC", device, 2};
}

Environment some_environment() {
  return {some_process("cpu"),
          7,
          "c0",
          {{"/data/images", "d1"}, {"/data/labels", "d2"}},
          {{some_process("cuda:0"), "c1", 3, 5}}};
}

std::string written(const Environment& environment) {
  const TemporaryFolder run;
  write_environment(run.path(), environment);
  return slurp(run.path() / "environment.json");
}

Environment read(const std::string& text) {
  const TemporaryFolder run;
  run.write("environment.json", text);
  return read_environment(run.path());
}

std::vector<std::string> keys(const ordered_json& object) {
  std::vector<std::string> found;
  for (const auto& [key, value] : object.items()) found.push_back(key);
  return found;
}

TEST(Environment, ReadsBackWhatWasWritten) {
  const std::string text = written(some_environment());
  EXPECT_EQ(written(read(text)), text);
}

TEST(Environment, HasTheKeysOfItsFormatInTheirOrder) {
  const auto object = ordered_json::parse(written(some_environment()));
  EXPECT_THAT(keys(object),
              testing::ElementsAre("format_version", "started", "versions", "git_revision",
                                   "compiler", "system", "processor", "device", "threads", "seed",
                                   "config_sha256", "data", "resumed"));
  EXPECT_THAT(
      keys(object["resumed"][0]),
      testing::ElementsAre("started", "versions", "git_revision", "compiler", "system", "processor",
                           "device", "threads", "config_sha256", "epoch", "batch"));
  EXPECT_EQ(object["format_version"], 1);
  EXPECT_EQ(object["data"][1], ordered_json({{"path", "/data/labels"}, {"sha256", "d2"}}));
}

TEST(Environment, OfARunThatWasNeverResumedDoesNotSpeakOfIt) {
  Environment environment = some_environment();
  environment.resumed.clear();
  EXPECT_FALSE(json::parse(written(environment)).contains("resumed"));
}

TEST(Environment, LeavesEmptyWhatTheFileLeavesOut) {
  const Environment environment = read(R"({"format_version": 1, "seed": 3})");
  EXPECT_EQ(environment.seed, 3);
  EXPECT_EQ(environment.begun.processor, "");
  EXPECT_TRUE(environment.data.empty());
}

TEST(Environment, NamesTheFileThatIsNotAsItWasWritten) {
  for (const char* text : {"[]", R"({"seed": "x"})", R"({"data": [3]})", R"({"versions": 1})"}) {
    const TemporaryFolder run;
    const std::string file = run.write("environment.json", text).string();
    const Error error = error_of([&] { read_environment(run.path()); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_THAT(error.what(), testing::StartsWith(file + ": not as codegrid-train writes it ("));
  }
  const TemporaryFolder empty;
  EXPECT_EQ(
      error_of([&] { read_environment(empty.path()); }).what(),
      (empty.path() / "environment.json").string() + ": cannot read: No such file or directory");
}

TEST(Environment, OfThisProcessSaysWhatTrainsOnWhat) {
  const TrainingProcess process = this_process(at::Device("cpu"));
  EXPECT_EQ(process.versions.codegrid, version());
  EXPECT_EQ(process.git_revision, git_revision());
  EXPECT_EQ(process.device, "cpu");
  EXPECT_EQ(process.threads, at::get_num_threads());
  EXPECT_THAT(process.started, testing::MatchesRegex("....-..-..T..:..:..Z"));
  EXPECT_THAT(process.system, testing::StartsWith("Linux "));
}

}  // namespace
}  // namespace codegrid
