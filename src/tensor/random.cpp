#include "tensor/random.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

#include "core/split_mix.hpp"

namespace codegrid {
at::Generator make_generator(std::uint64_t seed, Purpose purpose) {
  return at::make_generator<at::CPUGeneratorImpl>(
      split_mix(split_mix(seed) + static_cast<std::uint64_t>(purpose)));
}

std::uint64_t draw_seed(const at::Generator& generator) {
  const at::Tensor drawn = at::randint(std::int64_t{1} << 62, {1}, generator, at::kLong);
  return static_cast<std::uint64_t>(drawn.item<std::int64_t>());
}

}  // namespace codegrid
