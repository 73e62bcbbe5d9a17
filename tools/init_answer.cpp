#include "init_answer.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "called_as.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "job/init/init_job.hpp"
#include "program.hpp"

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

// A line each below `what`, which counts them; nothing where there are none.
void say_each(const std::string& what, const std::vector<codegrid::SkippedPicture>& bad,
              codegrid::Progress& progress) {
  if (bad.empty()) return;
  std::string text = what + ":";
  for (const codegrid::SkippedPicture& each : bad) {
    if (&each - bad.data() == kMostNamed) break;
    text +=
        fmt::format("\n  {}: {}", codegrid::printable(each.name), codegrid::printable(each.reason));
  }
  if (std::ssize(bad) > kMostNamed)
    text += fmt::format("\n  and {} more", codegrid::with_commas(std::ssize(bad) - kMostNamed));
  progress.say(text);
}

void say_bad(const codegrid::InitReport& report, codegrid::Progress& progress) {
  std::vector<codegrid::SkippedPicture> files = report.bad;
  const auto first = std::ranges::stable_partition(
      files, [](const codegrid::SkippedPicture& bad) { return !bad.is_folder; });
  const std::vector<codegrid::SkippedPicture> folders(first.begin(), first.end());
  files.erase(first.begin(), first.end());
  say_each(fmt::format("{} left out", codegrid::counted(std::ssize(files), "file is", "files are")),
           files, progress);
  say_each(fmt::format("{} left out, with all that is in {}",
                       codegrid::counted(std::ssize(folders), "folder is", "folders are"),
                       folders.size() == 1 ? "it" : "them"),
           folders, progress);
}

// The commands that follow, for a config in `file`, and what to look out for where that or the runs
// would lie among the pictures.
void say_next(const TrainArguments& arguments, const codegrid::InitReport& report,
              const fs::path& file, codegrid::Progress& progress) {
  const std::string& data = arguments.init.front();
  std::error_code error;
  const fs::path folder = fs::canonical(data, error);
  const bool is_folder = !error && fs::is_directory(folder, error);
  const fs::path beside = folder.parent_path();
  if (is_folder && !file.empty() && lies_within(file, folder)) {
    progress.say(
        fmt::format("note: {} lies among the pictures, where it counts as a bad one: write it to "
                    "another folder, {} say",
                    codegrid::printable(file.string()), codegrid::printable(beside.string())));
  }
  fs::path runs = "runs";
  fs::path config = file.empty() ? "job.json" : operand(from_here(file));
  const bool is_here = is_folder && lies_within(codegrid::working_folder(), folder);  // or is "."
  if (is_here) {
    runs = beside / "runs";
    if (file.empty()) config = beside / "job.json";
    progress.say(fmt::format("note: the working folder lies among the pictures: {} elsewhere",
                             file.empty() ? "config and runs go" : "runs go"));
  }
  std::vector<std::string> train{config.string()};
  if (is_here) train.insert(train.end(), {"--runs", runs.string()});
  std::string text = "next:";
  if (file.empty()) {
    text += fmt::format("\n  {} > {}",
                        command(arguments.called_as, "codegrid-train", {"--init", operand(data)}),
                        shell_word(config.string()));
  }
  text += fmt::format(
      "\n  {}\n  {}", command(arguments.called_as, "codegrid-train", train),
      command(arguments.called_as, "codegrid-cluster", {operand(runs / report.name / "latest")}));
  progress.say(text);
}

}  // namespace

void answer_init(const TrainArguments& arguments) {
  codegrid::Progress progress;
  const codegrid::InitReport report = codegrid::run_init(arguments.init.front(), progress);
  progress.say(report.about);
  if (!report.changes.empty()) progress.say(report.changes);
  say_bad(report, progress);
  progress.say(report.plan);
  if (!report.problem.empty()) progress.say("warning: " + report.problem);
  print_all(report.config);
  codegrid::keep_record(report, progress);
  say_next(arguments, report, output_file(), progress);
}
