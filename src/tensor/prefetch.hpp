#pragma once

#include <algorithm>
#include <cstdint>

namespace codegrid {

/// Asks for memory that will be read soon.
inline void prefetch(const void* from, std::int64_t bytes) {
  constexpr std::int64_t kCacheLine = 64;
  for (std::int64_t i = 0; i < bytes; i += kCacheLine)
    __builtin_prefetch(static_cast<const char*>(from) + i);
}

/// In a pass over `count` rows that has come to `row`: asks for the row a page further on, since
/// the processor's own guesses end with the page.
///   rows: [count][width].
inline void prefetch_ahead(const float* rows, std::int64_t width, std::int64_t row,
                           std::int64_t count) {
  constexpr std::int64_t kPage = 4096 / sizeof(float);
  prefetch(rows + std::min(row + kPage / width + 1, count - 1) * width,
           width * static_cast<std::int64_t>(sizeof(float)));
}

}  // namespace codegrid
