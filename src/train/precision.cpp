#include "train/precision.hpp"

#include <c10/util/Exception.h>

#include "core/error.hpp"

namespace codegrid {

bool processor_has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

Precision resolved_precision(Precision precision, c10::Device device, bool processor) {
  if (precision != Precision::kAuto) return precision;
  return !device.is_cpu() || processor ? Precision::kBfloat16 : Precision::kFloat32;
}

// LibTorch would compute without such instructions as well, but many times slower.
void require_precision(Precision precision, c10::Device device, bool processor) {
  TORCH_CHECK(precision != Precision::kAuto, "a precision that is still to be resolved");
  if (precision == Precision::kFloat32 || !device.is_cpu() || processor) return;
  throw run_error(
      "training.precision: \"bfloat16\" cannot be used: this processor has no avx512_bf16; a "
      "new run with --set training.precision=float32 works anywhere");
}

}  // namespace codegrid
