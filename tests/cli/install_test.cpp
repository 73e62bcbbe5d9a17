#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/training_runs.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

class Installed : public TrainingRuns {
 protected:
  // The whole prefix, moved after it was made: nothing in it may know where it lies.
  void SetUp() override {
    const Outcome made = shell(CODEGRID_INSTALL " --prefix first && mv first prefix");
    ASSERT_EQ(made.code, 0) << made.err;
  }
  Outcome shell(const std::string& command) const { return place.run("/bin/sh", {"-c", command}); }
  fs::path prefix() const { return fs::canonical(place.path()) / "prefix"; }

  // Names of LibTorch's libraries, of one that has nothing of them.
  fs::path other_libraries() const {
    fs::create_directory(place.path() / "other");
    for (const char* name : {"libc10.so", "libtorch_cpu.so", "libgomp.so.1"})
      fs::create_symlink(CODEGRID_NOT_OUR_LIBRARY, place.path() / "other" / name);
    return place.path() / "other";
  }

  void expect_files(const std::vector<std::string>& names) const {
    for (const std::string& name : names) EXPECT_TRUE(fs::exists(prefix() / name)) << name;
  }
  void expect_own_libraries() const {
    const std::string loaded =
        shell("LD_TRACE_LOADED_OBJECTS=1 prefix/libexec/codegrid/codegrid-worker").out;
    EXPECT_THAT(loaded, Not(HasSubstr("not found")));
    EXPECT_THAT(loaded, Not(HasSubstr(fs::path(CODEGRID_BIN_DIR).parent_path().string())));
    if (fs::exists(prefix() / "lib/codegrid")) {  // one of the user's own stays where it is
      for (const char* name : {"libtorch_cpu.so", "libc10.so", "libgomp.so.1"}) {
        EXPECT_THAT(loaded, HasSubstr(fmt::format("{} => {}/", name, prefix().string())));
      }
    }
  }
};

TEST_F(Installed, ProgramsRunFromAnyPrefixWithWhatTheyBring) {
  expect_files({"bin/codegrid-train", "bin/codegrid-cluster", "bin/codegrid-assign",
                "libexec/codegrid/codegrid-worker", "share/codegrid/configs/schema/job.schema.json",
                "share/codegrid/models/mnist-dense-36/encoder.pt", "share/doc/codegrid/README.md",
                "share/doc/codegrid/LICENSE", "share/doc/codegrid/THIRD_PARTY.md",
                "share/doc/codegrid/CHANGELOG.md", "share/doc/codegrid/licenses/CLI11.txt"});
  expect_own_libraries();

  const Environ environment({{"LD_LIBRARY_PATH", other_libraries()}});
  const std::string bin = (prefix() / "bin/").string();
  const Outcome trained = place.run(bin + "codegrid-train", {"job.json"});
  EXPECT_EQ(trained.code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("\nnext: " + bin + "codegrid-cluster runs/job/0001\n"));
  const Outcome clustered = place.run(bin + "codegrid-cluster", {"runs/job/latest"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  // The shipped job finds its data.
  const Outcome shipped = place.run(bin + "codegrid-train",
                                    {"prefix/share/codegrid/configs/mnist.json", "--print-config"});
  const fs::path root = nlohmann::json::parse(shipped.out)["data"]["root"].get<std::string>();
  EXPECT_TRUE(fs::exists(root / "train-images-idx3-ubyte.gz")) << root;
}

// One place, CMakeLists.txt, says it.
TEST(Version, IsTheSameEverywhere) {
  const Workplace place;
  const std::string version = CODEGRID_PROJECT_VERSION;
  for (const char* program :
       {"codegrid-train", "codegrid-cluster", "codegrid-assign", "codegrid-cache"})
    EXPECT_THAT(place.run(program, {"--version"}).out, HasSubstr("codegrid " + version + " ("));
  const auto schema = nlohmann::json::parse(place.train({"--print-schema"}).out);
  EXPECT_EQ(schema["$comment"], "of codegrid " + version);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  EXPECT_EQ(place.json("runs/job/0001/environment.json")["versions"]["codegrid"], version);
  EXPECT_THAT(slurp(place.path() / "runs/job/0001/encoder.pt"),
              HasSubstr(fmt::format("\"codegrid\": \"{}\"", version)));
  EXPECT_THAT(slurp(CODEGRID_SOURCE_DIR "/CHANGELOG.md"), HasSubstr("\n## " + version + "\n"));
}

}  // namespace
}  // namespace codegrid
