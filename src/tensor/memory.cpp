#include "tensor/memory.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace codegrid {

void give_back_large_blocks() {
#if defined(M_MMAP_THRESHOLD)
  constexpr int kBytes = 8 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kBytes);  // by default it grows to 32 MB with what is freed
#endif
}

}  // namespace codegrid
