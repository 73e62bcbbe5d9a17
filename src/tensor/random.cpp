#include "tensor/random.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

namespace codegrid {
namespace {

std::uint64_t split_mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace

at::Generator make_generator(std::uint64_t seed, Purpose purpose) {
  return at::make_generator<at::CPUGeneratorImpl>(
      split_mix(split_mix(seed) + static_cast<std::uint64_t>(purpose)));
}

std::uint64_t draw_seed(const at::Generator& generator) {
  const at::Tensor drawn = at::randint(std::int64_t{1} << 62, {1}, generator, at::kLong);
  return static_cast<std::uint64_t>(drawn.item<std::int64_t>());
}

}  // namespace codegrid
