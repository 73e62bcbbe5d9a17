#include "core/trial.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/folder.hpp"
#include "core/folder_in_progress.hpp"
#include "core/line_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// The folders of a path that are not there; whoever makes them meanwhile, they go again at the end,
// but for those that somebody uses by then.
class MissingFolders {
 public:
  explicit MissingFolders(const fs::path& folder) {
    std::error_code ignored;
    for (fs::path part = folder; !part.empty() && !fs::exists(part, ignored);
         part = part.parent_path())
      missing_.push_back(part);
  }
  ~MissingFolders() {
    for (const fs::path& folder : missing_) ::rmdir(folder.c_str());
  }
  MissingFolders(const MissingFolders&) = delete;
  MissingFolders& operator=(const MissingFolders&) = delete;

 private:
  std::vector<fs::path> missing_;  // the deepest first
};

void write_and_replace(const fs::path& file) {
  write_file(file, "a text that is longer than its successor");
  write_file(file, "a text");
  LineFile lines(file);
  lines.append(", a line");
  lines.flush();
}

}  // namespace

void try_out(const fs::path& folder) {
  const MissingFolders missing(folder);
  make_folders(folder);
  if (::access(folder.c_str(), W_OK | X_OK) != 0 && errno != ENOENT)
    fail_to("write to folder", folder, errno);
  const FolderInProgress trial(folder / ".trial");
  try {
    write_and_replace(trial.path() / "file");
  } catch (const Error& error) {
    throw Error(error.code(),
                fmt::format("{}: cannot keep files: {}", folder.string(), error.what()));
  }
}

}  // namespace codegrid
