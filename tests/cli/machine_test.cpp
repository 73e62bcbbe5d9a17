#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <sched.h>

#include "cli/training_runs.hpp"
#include "data/sources/pictures.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Variables and settings of the machine that a program starts with.
class Machine : public Cli {
 protected:
  // The processors that the tests may use, as GOMP_CPU_AFFINITY lists them.
  static std::vector<int> processors() {
    cpu_set_t set;
    std::vector<int> numbers;
    if (::sched_getaffinity(0, sizeof(set), &set) != 0) return numbers;
    for (int i = 0; i < CPU_SETSIZE; ++i) {
      if (CPU_ISSET(i, &set)) numbers.push_back(i);
    }
    return numbers;
  }
  Outcome shell(const std::string& command) const {
    return place.run("/bin/bash", {"-c", command});
  }

  // With how many threads a training computes, by its environment.json.
  int threads(const std::map<std::string, std::string>& variables,
              const std::string& wrapper = "") const {
    std::map<std::string, std::string> all{{"OMP_NUM_THREADS", ""}};  // which the tests run with
    for (const auto& [name, value] : variables) all[name] = value;
    const Environ environment(all);
    fs::remove_all(place.path() / "runs");
    const Outcome outcome = shell(wrapper + " " CODEGRID_BIN_DIR "/codegrid-train job.json");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.code == 0 ? place.json("runs/job/0001/environment.json")["threads"].get<int>()
                             : 0;
  }
};

TEST_F(Machine, HowOpenMpBindsThreadsChangesNoCountOfThem) {
  const int free = threads({});
  EXPECT_EQ(threads({{"OMP_PROC_BIND", "close"}, {"OMP_PLACES", "cores"}}), free);
  EXPECT_EQ(threads({{"OMP_PROC_BIND", "master"}, {"OMP_PLACES", "sockets"}}), free);
  EXPECT_EQ(threads({{"GOMP_CPU_AFFINITY", fmt::format("{}", fmt::join(processors(), " "))}}),
            free);
  EXPECT_EQ(threads({{"OMP_PROC_BIND", "true"}, {"OMP_NUM_THREADS", "2"}}), 2);
}

TEST_F(Machine, PlacesAndTasksetLeaveAsManyThreadsAsTheyHaveProcessors) {
  const int first = processors().at(0);
  EXPECT_EQ(threads({{"OMP_PLACES", fmt::format("{{{}}}", first)}}), 1);
  EXPECT_EQ(threads({{"GOMP_CPU_AFFINITY", std::to_string(first)}}), 1);
  EXPECT_EQ(threads({}, fmt::format("taskset -c {}", first)), 1);
  EXPECT_EQ(threads({{"OMP_THREAD_LIMIT", "1"}}), 1);
}

TEST_F(Machine, VariablesThatMeanNothingAreSaidAndNotHeeded) {
  const int free = threads({});
  EXPECT_EQ(threads({{"OMP_NUM_THREADS", "many"},
                     {"OMP_STACKSIZE", "large"},
                     {"OMP_PLACES", "everywhere"},
                     {"OMP_PROC_BIND", "perhaps"}}),
            free);
  EXPECT_EQ(threads({{"MKL_NUM_THREADS", "1"}, {"MKL_CBWR", "x"}, {"KMP_AFFINITY", "x"}}), free);
}

TEST_F(Machine, AWorkingFolderThatIsGoneIsNamed) {
  const std::string arguments =
      fmt::format("{0}/job.json --runs {0}/runs", fs::canonical(place.path()).string());
  const Outcome outcome =
      shell("mkdir gone && cd gone && rmdir ../gone && exec " CODEGRID_BIN_DIR "/codegrid-train " +
            arguments);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: the working folder is gone: No such file or directory; it was "
            "removed, or its disk is away: change to another folder\n");
  EXPECT_FALSE(fs::exists(place.path() / "runs"));
  const Outcome clustering =
      shell("mkdir gone && cd gone && rmdir ../gone && exec " CODEGRID_BIN_DIR
            "/codegrid-cluster runs/job/latest");
  EXPECT_EQ(clustering.code, 1);
  EXPECT_THAT(clustering.err, StartsWith("codegrid-cluster: error: the working folder is gone: "));
}

TEST_F(Machine, StacksThatLibTorchWouldOverrunAreRefused) {
  for (const char* name : {"OMP_STACKSIZE", "GOMP_STACKSIZE"}) {
    for (const char* size : {"64k", "16", "100 K", "5000B"}) {
      const Environ environment({{std::string(name), size}});
      expect_failure(place.train({"job.json"}), 2,
                     fmt::format("codegrid-train: error: {}={}: too small for LibTorch's threads; "
                                 "expected 1M or more, or no such variable\n",
                                 name, size));
      EXPECT_EQ(place.train({"job.json", "--validate"}).code, 0) << "needs no threads";
    }
  }
  const Outcome raised =
      shell("ulimit -Ss 512 && exec " CODEGRID_BIN_DIR "/codegrid-train job.json");
  EXPECT_EQ(raised.code, 0) << raised.err;
}

// LibTorch's libgomp cannot go on where it gets no thread, and calls exit itself.
TEST_F(Machine, ALibraryThatEndsTheProgramIsNoSuccessAndLeavesItsWords) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  for (int i = 0; i < 20; ++i)
    place.write(fmt::format("photos/{}.pgm", i), grey_picture(9, 9, 9 * i));
  const Environ environment({{"OMP_STACKSIZE", "1000000G"},
                             {"OMP_NUM_THREADS", "2"},
                             {"XDG_CACHE_HOME", (place.path() / "kept").string()}});
  const auto expect_its_words = [](const Outcome& outcome, const std::string& program,
                                   const std::string& option) {
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("libgomp: "),
                      EndsWith(program +
                               ": error: a library has ended the program; its words "
                               "stand above. Where it could not start threads, ask for "
                               "fewer (" +
                               option +
                               "), or unset variables such as OMP_STACKSIZE and "
                               "GOMP_CPU_AFFINITY\n")));
  };
  expect_its_words(place.train({"job.json"}), "codegrid-train", "--set threads=1");
  expect_its_words(place.cluster({"runs/job/0001"}), "codegrid-cluster", "--set threads=1");
  expect_its_words(place.assign({"runs/job/0001", "images"}), "codegrid-assign", "--threads 1");
  expect_its_words(place.train({"--init", "photos"}), "codegrid-train", "OMP_NUM_THREADS=1");
}

// The programs bring LibTorch and its OpenMP; conda and ROS name others in LD_LIBRARY_PATH.
TEST_F(Machine, OtherLibrariesInLdLibraryPathAreNotTakenForOurs) {
  fs::create_directory(place.path() / "other");
  for (const char* name :
       {"libc10.so", "libtorch_cpu.so", "libgomp.so.1", "libcudart.so.13", "libcupti.so.13"}) {
    fs::create_symlink(CODEGRID_NOT_OUR_LIBRARY, place.path() / "other" / name);
  }
  const Environ environment({{"LD_LIBRARY_PATH", place.path() / "other"}});
  const Outcome trained = place.train({"job.json"});
  EXPECT_EQ(trained.code, 0) << trained.err;
  const Outcome clustered = place.cluster({"runs/job/latest"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  const std::string worker =
      (fs::path(CODEGRID_BIN_DIR).parent_path() / "libexec/codegrid/codegrid-worker").string();
  const std::string loaded = shell("LD_TRACE_LOADED_OBJECTS=1 " + worker).out;
  EXPECT_THAT(loaded, Not(HasSubstr((place.path() / "other").string())));
  // What LibTorch's wheel carries and nobody needs is not taken for the system's either.
  EXPECT_THAT(loaded, Not(HasSubstr("torch/lib/libgfortran")));
}

}  // namespace
}  // namespace codegrid
