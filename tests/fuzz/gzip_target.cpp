#include "data/gzip.hpp"

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// Output never passes what is allowed, and its start is the same where only that is asked for.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kMost = 1 << 20;
  constexpr std::uint64_t kStart = 16;
  const std::string_view bytes = input_of(data, size);
  std::string start;
  const bool starts =
      taken(ExitCode::kBadData, [&] { start = gunzip_start(bytes, kStart, "f.gz"); });
  taken(ExitCode::kBadData, [&] {
    const std::string whole = gunzip(bytes, kMost, "f.gz");
    require(whole.size() <= kMost);
    require(starts && start == whole.substr(0, kStart));
  });
  return 0;
}
