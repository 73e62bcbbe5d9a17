#include "tensor/memory.hpp"

#include <limits>

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace codegrid {

void give_back_large_blocks() {
#if defined(M_MMAP_THRESHOLD)
  constexpr int kBytes = 8 << 20;
  constexpr int kMostMapped = 65'536;       // glibc's own
  ::mallopt(M_MMAP_MAX, kMostMapped);       // keep_freed_blocks may have taken it away
  ::mallopt(M_MMAP_THRESHOLD, kBytes);      // by default it grows to 32 MB with what is freed
  ::mallopt(M_TRIM_THRESHOLD, 2 * kBytes);  // else 128 KB: every batch would be given back too
  ::malloc_trim(0);
#endif
}

void keep_freed_blocks() {
#if defined(M_MMAP_THRESHOLD)
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace codegrid
