#pragma once

#include <cstdint>

namespace codegrid {

// Always inlined, and without the standard library's functions, since kernels use them
// (tensor/vectors.hpp).

/// Asks for memory that will be read soon.
[[gnu::always_inline]] inline void prefetch(const void* from, std::int64_t bytes) {
  constexpr std::int64_t kCacheLine = 64;
  for (std::int64_t i = 0; i < bytes; i += kCacheLine)
    __builtin_prefetch(static_cast<const char*>(from) + i);
}

/// In a pass over `count` rows that has come to `row`: asks for the row a page further on, since
/// the processor's own guesses end with the page.
///   rows: [count][width].
[[gnu::always_inline]] inline void prefetch_ahead(const float* rows, std::int64_t width,
                                                  std::int64_t row, std::int64_t count) {
  constexpr std::int64_t kPage = 4096 / sizeof(float);
  const std::int64_t ahead = row + kPage / width + 1;
  const std::int64_t last = count - 1;
  prefetch(rows + (ahead < last ? ahead : last) * width,
           width * static_cast<std::int64_t>(sizeof(float)));
}

}  // namespace codegrid
