#include "core/line_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "core/file_calls.hpp"

namespace fs = std::filesystem;

namespace codegrid {

LineFile::LineFile(const fs::path& path)
    : path_(path),
      descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (descriptor_.get() < 0) fail_to("write", path_, errno);
}

void LineFile::append(std::string_view line) {
  const off_t before = ::lseek(descriptor_.get(), 0, SEEK_END);
  const int error = write_all(descriptor_.get(), fmt::format("{}\n", line));
  if (error == 0) return;
  // A disk that was full after half a line keeps the whole lines only.
  [[maybe_unused]] const int shortened = ::ftruncate(descriptor_.get(), before);
  fail_to("write", path_, error);
}

void LineFile::flush() {
  if (const int error = flush_to_disk(descriptor_.get(), path_); error != 0)
    fail_to("write", path_, error);
}

}  // namespace codegrid
