#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "stages.hpp"

namespace {

struct Stage {
  std::string_view name;
  int (*run)(int argc, char** argv);
  const char* one_thread;  // the option that asks for one
};

constexpr std::array kStages{Stage{"train", train_stage, "--set threads=1"},
                             Stage{"cluster", cluster_stage, "--set threads=1"},
                             Stage{"assign", assign_stage, "--threads 1"}};

int refuse_call() {
  std::string names;
  for (const Stage& stage : kStages) names += " " + std::string(stage.name);
  std::fprintf(stderr,
               "codegrid-worker: error: expected a stage (one of:%s) and its arguments, as "
               "codegrid-train and the other programs of bin/ give them\n",
               names.c_str());
  return static_cast<int>(codegrid::ExitCode::kUsage);
}

std::optional<int> own_code;  // once it ends by itself
const char* one_thread = "";

// Ends it after all that was registered since main began, and before what LibTorch and OpenCV made
// at their start is undone piece by piece, which takes a quarter of a short program's time.
void end_at_once(int code) {
  std::fflush(nullptr);
  ::_exit(code);
}

// A library that finds itself at its end, such as libgomp without memory for another thread, leaves
// by exit, with a code of its own and without a word of whose end it is.
void end_or_name_the_end_by_a_library() {
  if (own_code) end_at_once(*own_code);
  std::fprintf(
      stderr,
      "%s: error: a library has ended the program; its words stand above. Where it could "
      "not start threads, ask for fewer (%s), or unset variables such as OMP_STACKSIZE and "
      "GOMP_CPU_AFFINITY\n",
      program_invocation_short_name, one_thread);
  end_at_once(static_cast<int>(codegrid::ExitCode::kFailed));
}

}  // namespace

void ask_for_one_thread_by(const char* words) { one_thread = words; }

/// What works behind the programs of bin/, which answer and refuse without it (see hand_over.hpp):
/// it takes its time to load LibTorch and OpenCV. argv is that of the program that was called, with
/// the stage put in front of its arguments.
int main(int argc, char** argv) {
  codegrid::listen_for_interrupts();
  std::atexit(end_or_name_the_end_by_a_library);
  const auto* stage = std::ranges::find(kStages, argc < 2 ? "" : argv[1], &Stage::name);
  if (stage == kStages.end()) return own_code.emplace(refuse_call());
  // top and killall know it by the name that the user called.
  ::prctl(PR_SET_NAME, std::filesystem::path(argv[0]).filename().c_str());
  argv[1] = argv[0];
  one_thread = stage->one_thread;
  return own_code.emplace(stage->run(argc - 1, argv + 1));
}
