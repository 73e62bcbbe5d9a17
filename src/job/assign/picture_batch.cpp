#include "job/assign/picture_batch.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "image/decode.hpp"
#include "image/picture_header.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kFirstBytes = 4096;  // tell whether there is more to read
constexpr std::int64_t kMostPictureBytes = std::int64_t{1} << 30;  // of kMostPixels, not packed

std::string system_says(int error) {
  return std::string("cannot be read: ") + std::strerror(error);
}

// Appends to `bytes` until there are `wanted`, or the file ends. 0, or the errno.
int read_up_to(int descriptor, std::size_t wanted, std::string& bytes) {
  while (bytes.size() < wanted) {
    const std::size_t before = bytes.size();
    bytes.resize(wanted);
    const ssize_t got = ::read(descriptor, bytes.data() + before, wanted - before);
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return 0;
    if (got < 0 && errno != EINTR) return errno;
  }
  return 0;
}

// The bytes of a file, or only its first ones where it is no picture. Why there are none, as it
// follows its name; empty where there are.
std::string read_picture_file(const std::string& path, std::string& bytes) {
  // Without waiting for whoever writes into a named pipe.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) return system_says(errno);
  if (S_ISDIR(status.st_mode)) return "is a folder, expected a picture";
  if (!S_ISREG(status.st_mode)) return "is no regular file, expected a picture";
  if (const int error = read_up_to(descriptor.get(), kFirstBytes, bytes); error != 0)
    return system_says(error);
  if (bytes.size() < kFirstBytes || !picture_format(bytes)) return "";
  if (status.st_size > kMostPictureBytes) return "is larger than 1 GiB, expected a picture";
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  const int error = read_up_to(descriptor.get(), size, bytes);
  return error == 0 ? "" : system_says(error);
}

// Why it cannot be decoded; empty where it was.
std::string decode_file(const std::string& path, const ImageOptions& options, std::uint8_t* to) {
  std::string bytes;
  std::string reason = read_picture_file(path, bytes);
  if (!reason.empty()) return reason;
  try {
    decode_picture(bytes, options, to);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    return error.what();
  }
  return "";
}

}  // namespace

std::string first_bytes(const std::string& path, std::size_t count) {
  std::string bytes;
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return bytes;
  if (read_up_to(descriptor.get(), count, bytes) != 0) bytes.clear();
  return bytes;
}

PictureBatch::PictureBatch(const ImageOptions& options, std::int64_t capacity)
    : options_(options), capacity_(capacity) {}

void PictureBatch::add(const std::string& path) {
  pending_.push_back(path);
  if (std::ssize(paths_) + std::ssize(pending_) == capacity_) decode();
}

void PictureBatch::decode() {
  if (pending_.empty()) return;
  if (!pixels_.defined())
    pixels_ = at::empty({capacity_, options_.channels, options_.height, options_.width}, at::kByte);
  const std::vector<std::string> files = std::exchange(pending_, {});
  const std::int64_t bytes = picture_bytes(options_);
  std::uint8_t* to = pixels_.mutable_data_ptr<std::uint8_t>() + std::ssize(paths_) * bytes;
  std::vector<std::string> reasons(files.size());
  // Each thread takes the next one that is left: pictures take very different times.
  std::atomic<std::size_t> next = 0;
  at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t thread = begin; thread < end; ++thread) {
      for (std::size_t i = next++; i < files.size(); i = next++) {
        stop_if_interrupted();
        reasons[i] = decode_file(files[i], options_, to + static_cast<std::int64_t>(i) * bytes);
      }
    }
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!reasons[i].empty()) {
      skipped_.push_back({files[i], reasons[i]});
      continue;
    }
    if (kept != i) {
      std::memcpy(to + static_cast<std::int64_t>(kept) * bytes,
                  to + static_cast<std::int64_t>(i) * bytes, static_cast<std::size_t>(bytes));
    }
    ++kept;
    paths_.push_back(files[i]);
  }
}

at::Tensor PictureBatch::images() const {
  return pixels_.defined() ? pixels_.slice(0, 0, std::ssize(paths_)) : at::Tensor();
}

std::vector<SkippedPicture> PictureBatch::take_skipped() { return std::exchange(skipped_, {}); }

}  // namespace codegrid
