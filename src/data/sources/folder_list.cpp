#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"
#include "data/sources/folder_labels.hpp"
#include "data/sources/listed_file.hpp"
#include "data/sources/picture_list.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

// `name` in the folder open as `parent`; null, and errno, where it cannot be opened.
OpenFolder open_folder(int parent, const char* name) {
  const int descriptor = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  OpenFolder folder(::fdopendir(descriptor));
  if (folder == nullptr) ::close(descriptor);
  return folder;
}

// Lists what is below a folder, in the system's order.
class FolderWalk {
 public:
  FolderWalk(PictureList& list, const std::function<void(std::int64_t files)>& on_file)
      : list_(list), on_file_(on_file) {}

  std::int64_t hidden() const { return hidden_; }

  // prefix: of the names in it, "" or one that ends with a slash.
  void walk(DIR* folder, const std::string& prefix) {
    struct stat status {};
    if (::fstat(::dirfd(folder), &status) != 0) return leave_out_folder(prefix, errno);
    if (is_on_the_way_down(status)) return leave_out(prefix, "is a link back to a folder above it");
    above_.push_back(status);
    const std::vector<std::string> folders = list_files(folder, prefix);
    for (const std::string& name : folders) enter(folder, name, prefix);
    above_.pop_back();
  }

 private:
  bool is_on_the_way_down(const struct stat& status) const {
    return std::ranges::any_of(above_, [&](const struct stat& other) {
      return other.st_dev == status.st_dev && other.st_ino == status.st_ino;
    });
  }

  void leave_out(std::string name, std::string reason, bool is_folder = false) {
    if (name.ends_with('/')) name.pop_back();
    list_.unreadable.push_back({std::move(name), std::move(reason), is_folder});
  }

  // With whatever else is in it.
  void leave_out_folder(const std::string& name, int error) {
    leave_out(name.empty() ? "." : name,
              fmt::format("is a folder that cannot be read: {}", std::strerror(error)),
              /*is_folder=*/true);
  }

  // Returns the names of the folders in it: entered only once all files are listed, since a folder
  // on the way down keeps what was read of it in memory.
  std::vector<std::string> list_files(DIR* folder, const std::string& prefix) {
    std::vector<std::string> folders;
    report();
    while (true) {
      errno = 0;
      const dirent* entry = ::readdir(folder);
      if (entry == nullptr) break;
      const std::string name = entry->d_name;
      if (name != "." && name != ".." && name.starts_with('.')) ++hidden_;
      if (!name.starts_with('.') && is_folder_else_list(folder, name, prefix))
        folders.push_back(name);
    }
    if (errno != 0) leave_out_folder(prefix, errno);
    return folders;
  }

  bool is_folder_else_list(DIR* folder, const std::string& name, const std::string& prefix) {
    struct stat status {};
    if (::fstatat(::dirfd(folder), name.c_str(), &status, 0) != 0) {
      leave_out(prefix + name, why_not_found(::dirfd(folder), name.c_str(), errno));
      return false;
    }
    if (S_ISDIR(status.st_mode)) return true;
    if (std::string reason = why_no_file(status); !reason.empty()) {
      leave_out(prefix + name, std::move(reason));
      return false;
    }
    list_.pictures.push_back({prefix + name, status.st_size, modified_at(status), -1});
    if (list_.pictures.size() % kReportEvery == 0) report();
    return false;
  }

  void enter(DIR* parent, const std::string& name, const std::string& prefix) {
    const OpenFolder folder = open_folder(::dirfd(parent), name.c_str());
    if (folder == nullptr) return leave_out_folder(prefix + name, errno);
    walk(folder.get(), prefix + name + '/');
  }

  void report() const {
    if (on_file_) on_file_(static_cast<std::int64_t>(list_.pictures.size()));
  }

  static constexpr std::size_t kReportEvery = 1000;

  PictureList& list_;
  const std::function<void(std::int64_t files)>& on_file_;
  std::vector<struct stat> above_;  // the folders on the way down
  std::int64_t hidden_ = 0;
};

Error holds_no_file(const PictureList& list, std::int64_t hidden) {
  std::string but;
  if (hidden > 0)
    but = fmt::format("; {} left out", counted(hidden, "hidden name was", "hidden names were"));
  if (!list.unreadable.empty()) {
    const SkippedPicture& first = list.unreadable.front();
    but += fmt::format("; {} could not be looked at, the first: {} {}",
                       counted(list.unreadable.size(), "name", "names"), printable(first.name),
                       first.reason);
  }
  return data_error(fmt::format("{}: holds no file, expected pictures in it or in folders below{}",
                                printable(list.root.string()), but));
}

}  // namespace

PictureList list_folder(const fs::path& folder, FolderLabels labels,
                        const std::function<void(std::int64_t files)>& on_file) {
  PictureList list;
  list.root = folder;
  const OpenFolder opened = open_folder(AT_FDCWD, folder.c_str());
  if (opened == nullptr && errno == ENOTDIR) {
    throw data_error(
        fmt::format("{}: is no folder, expected a folder of pictures", printable(folder.string())));
  }
  if (opened == nullptr) throw cannot_read(folder, errno, ExitCode::kBadData);
  FolderWalk walk(list, on_file);
  walk.walk(opened.get(), "");
  std::ranges::sort(list.pictures, {}, &ListedPicture::name);
  std::ranges::sort(list.unreadable, {}, &SkippedPicture::name);
  if (list.pictures.empty()) throw holds_no_file(list, walk.hidden());
  if (labels == FolderLabels::kFolder) label_by_folder(list);
  return list;
}

}  // namespace codegrid
