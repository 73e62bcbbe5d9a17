#include "data/byte_scaler.hpp"

#include "tensor/vectors.hpp"

namespace codegrid {
namespace {

#if defined(__x86_64__)
// The quotient rounded as division rounds it, from a product and one correction (Markstein 1990):
// division takes the processor four times as long. The compiler makes vectors of the loop.
CODEGRID_INLINE void scale_bytes(const std::uint8_t* from, std::int64_t count, float lowest,
                                 float range, float* to) {
  const float inverse = 1.0F / range;
  for (std::int64_t i = 0; i < count; ++i) {
    const float above = static_cast<float>(from[i]) - lowest;
    const float near = above * inverse;
    const float rest = __builtin_fmaf(-near, range, above);
    const float quotient = __builtin_fmaf(rest, inverse, near);
    const float not_below = quotient < 0.0F ? 0.0F : quotient;
    to[i] = not_below > 1.0F ? 1.0F : not_below;
  }
}

CODEGRID_AVX2 void scale_avx2(const std::uint8_t* from, std::int64_t count, float lowest,
                              float range, float* to) {
  scale_bytes(from, count, lowest, range, to);
}

CODEGRID_AVX512 void scale_avx512(const std::uint8_t* from, std::int64_t count, float lowest,
                                  float range, float* to) {
  scale_bytes(from, count, lowest, range, to);
}
#endif

}  // namespace

ByteScaler::Kernel ByteScaler::kernel_of_processor() {
#if defined(__x86_64__)
  if (this_processor() == Processor::kAvx512) return scale_avx512;
  if (this_processor() == Processor::kAvx2) return scale_avx2;
#endif
  return nullptr;
}

ByteScaler::ByteScaler(const std::array<float, 256>& table, double lowest, double range)
    : table_(table), lowest_(static_cast<float>(lowest)), range_(static_cast<float>(range)) {
  const Kernel kernel = kernel_of_processor();
  if (kernel == nullptr) return;
  std::array<std::uint8_t, 256> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  std::array<float, 256> computed{};
  kernel(bytes.data(), 256, lowest_, range_, computed.data());
  if (computed == table_) kernel_ = kernel;
}

void ByteScaler::scale(const std::uint8_t* from, std::int64_t count, float* to) const {
  if (kernel_ != nullptr) return kernel_(from, count, lowest_, range_, to);
  for (std::int64_t i = 0; i < count; ++i) to[i] = table_[from[i]];
}

}  // namespace codegrid
