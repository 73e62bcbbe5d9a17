#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "stages.hpp"

namespace {

struct Stage {
  std::string_view name;
  int (*run)(int argc, char** argv);
};

constexpr std::array kStages{Stage{"train", train_stage}, Stage{"cluster", cluster_stage}};

int refuse_call() {
  std::string names;
  for (const Stage& stage : kStages) names += " " + std::string(stage.name);
  std::fprintf(stderr,
               "codegrid-worker: error: expected a stage (one of:%s) and its arguments, as "
               "codegrid-train and the other programs of bin/ give them\n",
               names.c_str());
  return static_cast<int>(codegrid::ExitCode::kUsage);
}

}  // namespace

/// What works behind the programs of bin/, which answer and refuse without it (see hand_over.hpp):
/// it takes its time to load LibTorch and OpenCV. argv is that of the program that was called, with
/// the stage put in front of its arguments.
int main(int argc, char** argv) {
  codegrid::listen_for_interrupts();
  const auto* stage = std::ranges::find(kStages, argc < 2 ? "" : argv[1], &Stage::name);
  if (stage == kStages.end()) return refuse_call();
  // top and killall know it by the name that the user called.
  ::prctl(PR_SET_NAME, std::filesystem::path(argv[0]).filename().c_str());
  argv[1] = argv[0];
  return stage->run(argc - 1, argv + 1);
}
