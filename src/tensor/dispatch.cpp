#include "tensor/dispatch.hpp"

namespace codegrid {
namespace {

Processor find_processor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    return Processor::kAvx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Processor::kAvx2;
#endif
  return Processor::kPlain;
}

}  // namespace

Processor this_processor() {
  static const Processor found = find_processor();
  return found;
}

}  // namespace codegrid
