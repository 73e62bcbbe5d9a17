#include <fmt/format.h>

#include "core/interrupt.hpp"
#include "core/memory_limit.hpp"
#include "data/sources/npy_images.hpp"
#include "data/sources/source.hpp"

namespace codegrid {

SourceImages read_npy(const DataOptions& options, const std::filesystem::path& images,
                      const std::filesystem::path& labels, const OnReading& on_reading) {
  ArrayCache cache;
  cache.folder = options.cache;
  cache.on_unpacked = [&](std::uint64_t done, std::uint64_t of) {
    stop_if_interrupted();
    if (!on_reading) return;
    on_reading(fmt::format("unpacking: {} of {}", readable_bytes(static_cast<double>(done)),
                           readable_bytes(static_cast<double>(of))));
  };
  SourceImages read;
  read.set = read_npy_images(options.root / images, labels.empty() ? labels : options.root / labels,
                             read.files, cache);
  return read;
}

}  // namespace codegrid
