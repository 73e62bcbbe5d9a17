#include "data/byte_scaler.hpp"

#include "tensor/dispatch.hpp"

namespace codegrid {
namespace {

constexpr ScaleBytes kByTheTable = nullptr;

}  // namespace

ByteScaler::ByteScaler(const std::array<float, 256>& table, double lowest, double range)
    : table_(table), lowest_(static_cast<float>(lowest)), range_(static_cast<float>(range)) {
  const ScaleBytes kernel = choose(kByTheTable, kScaleBytesAvx2, kScaleBytesAvx512);
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
