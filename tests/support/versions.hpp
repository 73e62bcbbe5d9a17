#pragma once

#include <vector>

#include "tensor/dispatch.hpp"

namespace codegrid {

/// Of a table of kernels in three versions those that the processor at hand can run, the plain one
/// first.
template <class Kernels>
std::vector<const Kernels*> runnable(const Kernels& plain, const Kernels& avx2,
                                     const Kernels& avx512) {
  std::vector<const Kernels*> versions;
  for (const Processor processor : {Processor::kPlain, Processor::kAvx2, Processor::kAvx512}) {
    if (processor <= this_processor()) versions.push_back(&choose(plain, avx2, avx512, processor));
  }
  return versions;
}

}  // namespace codegrid
