#include "cache/cache_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cache/cache_folder.hpp"
#include "core/error.hpp"
#include "core/memory_limit.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// What a killed process left there goes first; a link that somebody has put there is not followed.
int open_new_file(const fs::path& path) {
  ::unlink(path.c_str());
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

// Not every file system can: the new name is then as safe as others there.
void flush_folder_of(const fs::path& path) {
  const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() >= 0) ::fsync(descriptor.get());
}

void require_room(const fs::path& folder, std::uint64_t bytes, std::string_view what) {
  struct statvfs status {};
  // Some file systems do not know how large they are.
  if (::statvfs(folder.c_str(), &status) != 0 || status.f_blocks == 0) return;
  const double free = static_cast<double>(status.f_bavail) * static_cast<double>(status.f_frsize);
  if (free >= static_cast<double>(bytes)) return;
  throw run_error(
      fmt::format("{}: {} take up to {}, and {} are free there; make room "
                  "(codegrid-cache lists and clears what is kept), or {}",
                  folder.string(), what, readable_bytes(static_cast<double>(bytes)),
                  readable_bytes(free), other_cache_advice()));
}

}  // namespace

CacheWriter::CacheWriter(const fs::path& folder, const std::string& key, std::uint64_t most_bytes,
                         std::string_view what)
    : path_(cache_file_of(folder, key)),
      unfinished_(unfinished_cache_file_of(folder, key)),
      most_bytes_(most_bytes),
      what_(what),
      descriptor_((require_room(folder, most_bytes, what), open_new_file(unfinished_))) {
  if (descriptor_.get() < 0) fail(errno);
}

CacheWriter::~CacheWriter() {
  if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
}

void CacheWriter::write_pixels(std::uint64_t offset, std::string_view pixels) {
  write_at(kCachePage + offset, pixels);
}

void CacheWriter::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void CacheWriter::publish(const CacheIndex& index) {
  const CacheFrame frame = cache_frame(index);
  write_at(frame.index_offset, frame.index);
  write_at(0, frame.header);
  if (::ftruncate(descriptor_.get(), static_cast<off_t>(frame.index_offset + frame.index.size())) !=
      0)
    fail(errno);
  if (::fsync(descriptor_.get()) != 0 && (errno == EIO || errno == ENOSPC || errno == EDQUOT))
    fail(errno);  // else its file system cannot flush: it is as safe as other files there
  if (descriptor_.close() != 0) fail(errno);
  if (::rename(unfinished_.c_str(), path_.c_str()) != 0) fail(errno);
  unfinished_.clear();
  flush_folder_of(path_);
}

void CacheWriter::fail(int error) const {
  throw run_error(fmt::format("{}: cannot write: {}; {} take up to {}; make room there, or {}",
                              path_.string(), std::strerror(error), what_,
                              readable_bytes(static_cast<double>(most_bytes_)),
                              other_cache_advice()));
}

}  // namespace codegrid
