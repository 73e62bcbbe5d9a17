#include "job/resumption.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

Environment environment_of_files() {
  Environment environment;
  environment.begun.device = "cpu";
  environment.begun.threads = 2;
  environment.begun.processor = "EPYC";
  environment.begun.versions = {"0.1.0", "2.15.0"};
  environment.data = {{"/old/images", "a"}, {"/old/labels", "b"}};
  return environment;
}

// What is said when a process goes on that `change` makes unlike the one that began.
std::string notes_after(const std::function<void(TrainingProcess&)>& change) {
  const TemporaryFolder run;
  Resumption now{environment_of_files().begun, "c", 3, 0};
  change(now.process);
  const std::filesystem::path said = run.path() / "said";
  std::FILE* stream = std::fopen(said.c_str(), "w");
  {
    Progress progress(stream);
    record_resumption(run.path(), environment_of_files(), now, progress);
  }
  std::fclose(stream);
  EXPECT_EQ(read_environment(run.path()).resumed.at(0).epoch, 3);
  return slurp(said);
}

TEST(Resumption, TakesTheSameBytesFromAnywhere) {
  EXPECT_NO_THROW(
      require_same_data("run", environment_of_files(), {{"/new/images", "a"}, {"/new/l", "b"}}));
}

TEST(Resumption, NamesTheFileThatIsAnother) {
  const auto refusal = [](const std::vector<Source>& sources) {
    return std::string(
        error_of([&] { require_same_data("run", environment_of_files(), sources); }).what());
  };
  const std::string rest =
      ": not the file that the run run began with (another SHA-256); bring that one back, or start "
      "a new run";
  EXPECT_EQ(refusal({{"/new/images", "a"}, {"/new/labels", "x"}}), "/new/labels" + rest);
  EXPECT_EQ(refusal({{"/new/i", "a"}, {"/new/l", "b"}, {"/new/t", "c"}}), "/new/t" + rest);
}

TEST(Resumption, SaysWhatDiffersFromTheBeginning) {
  const auto note = [](const std::string& what) {
    return "note: " + what + " differs from the run's beginning, so its bits may differ too\n";
  };
  EXPECT_EQ(notes_after([](TrainingProcess&) {}), "");
  EXPECT_EQ(notes_after([](TrainingProcess& p) { p.device = "cuda:0"; }), note("device"));
  EXPECT_EQ(notes_after([](TrainingProcess& p) { p.threads = 1; }), note("threads"));
  EXPECT_EQ(notes_after([](TrainingProcess& p) { p.versions.libtorch = "2.4"; }), note("versions"));
  EXPECT_EQ(notes_after([](TrainingProcess& p) { p.processor = "Xeon"; }), note("processor"));
  EXPECT_EQ(notes_after([](TrainingProcess& p) { p.git_revision = "other"; }), "");
}

}  // namespace
}  // namespace codegrid
