#include "init_answer.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "called_as.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "job/init/init_job.hpp"

namespace fs = std::filesystem;

namespace {

constexpr std::ptrdiff_t kMostNamed = 20;

// The file that standard output goes to; empty where it is none.
fs::path output_file() {
  struct stat status {};
  std::error_code error;
  if (::fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  const fs::path file = fs::read_symlink("/proc/self/fd/1", error);
  return error ? fs::path() : file;
}

bool lies_within(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

// As short as it can be from the working folder.
fs::path from_here(const fs::path& file) {
  const fs::path here = codegrid::working_folder();
  return lies_within(file, here) ? file.lexically_relative(here) : file;
}

void say_bad(const codegrid::InitReport& report, codegrid::Progress& progress) {
  if (report.bad.empty()) return;
  std::string text = fmt::format("{} left out:",
                                 codegrid::counted(std::ssize(report.bad), "file is", "files are"));
  for (const codegrid::SkippedPicture& bad : report.bad) {
    if (&bad - report.bad.data() == kMostNamed) break;
    text +=
        fmt::format("\n  {}: {}", codegrid::printable(bad.name), codegrid::printable(bad.reason));
  }
  if (std::ssize(report.bad) > kMostNamed)
    text +=
        fmt::format("\n  and {} more", codegrid::with_commas(std::ssize(report.bad) - kMostNamed));
  progress.say(text);
}

// The commands that follow, for a config in `file`, and what to look out for where that or the runs
// would lie among the pictures.
void say_next(const TrainArguments& arguments, const codegrid::InitReport& report,
              const fs::path& file, codegrid::Progress& progress) {
  std::error_code error;
  const fs::path folder = fs::canonical(arguments.init, error);
  const bool is_folder = !error && fs::is_directory(folder, error);
  if (is_folder && !file.empty() && lies_within(file, folder)) {
    progress.say(
        fmt::format("note: {} lies among the pictures, where it counts as a bad one: write it to "
                    "another folder",
                    codegrid::printable(file.string())));
  }
  fs::path runs = "runs";
  std::vector<std::string> train{file.empty() ? "job.json" : operand(from_here(file))};
  if (is_folder && lies_within(codegrid::working_folder(), folder)) {  // "." lies within, too
    runs = folder.parent_path() / "runs";
    train.insert(train.end(), {"--runs", runs.string()});
    progress.say("note: the working folder lies among the pictures: runs go elsewhere");
  }
  std::string text = "next:";
  if (file.empty()) {
    text += fmt::format("\n  {} > job.json", command(arguments.called_as, "codegrid-train",
                                                     {"--init", operand(arguments.init)}));
  }
  text += fmt::format(
      "\n  {}\n  {}", command(arguments.called_as, "codegrid-train", train),
      command(arguments.called_as, "codegrid-cluster", {operand(runs / report.name / "latest")}));
  progress.say(text);
}

}  // namespace

void answer_init(const TrainArguments& arguments) {
  codegrid::Progress progress;
  const codegrid::InitReport report = codegrid::run_init(arguments.init, progress);
  progress.say(report.about);
  if (!report.changes.empty()) progress.say(report.changes);
  say_bad(report, progress);
  fmt::print("{}", report.config);
  say_next(arguments, report, output_file(), progress);
}
