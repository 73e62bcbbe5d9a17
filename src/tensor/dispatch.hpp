#pragma once

namespace codegrid {

/// The processors that are told apart; kernels for one must not be entered on a lesser one.
enum class Processor { kPlain, kAvx2, kAvx512 };

/// The processor at hand, found out once. Always kPlain where it is no x86-64.
Processor this_processor();

/// Of one table of kernels in three versions, the one for `processor`. Each version stands in a
/// source of its own, *_plain.cpp, *_avx2.cpp and *_avx512.cpp, which CMake compiles for that
/// instruction set (codegrid_kernels in cmake/Rooms.cmake). For speed a caller keeps the result:
///   static const Kernels& chosen = choose(kPlain, kAvx2, kAvx512);
template <class Kernels>
const Kernels& choose(const Kernels& plain, const Kernels& avx2, const Kernels& avx512,
                      Processor processor = this_processor()) {
  switch (processor) {
    case Processor::kAvx512:
      return avx512;
    case Processor::kAvx2:
      return avx2;
    case Processor::kPlain:
      break;
  }
  return plain;
}

}  // namespace codegrid
