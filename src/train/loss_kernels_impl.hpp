#pragma once

#include <cmath>
#include <cstring>
#include <numbers>
#include <type_traits>

#include "tensor/vectors.hpp"
#include "train/loss_kernels_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kFold = 64;  // vectors between two folds of a running sum

template <class V>
struct Sigmoid {
  typename V::Floats e;        // exp(-|z|)
  typename V::Floats inverse;  // 1 / (1 + e)
  typename V::Floats output;
};

// exp(x) for x <= 0, to 2 units in the last place: Cephes' polynomial (Moshier 1989) after
// x = n ln 2 + r. Below -87 it stays at exp(-87), 1e-38.
template <class V>
[[gnu::always_inline]] inline typename V::Floats exp_negative(typename V::Floats x) {
  using Floats = typename V::Floats;
  using Integers = typename V::Integers;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const Floats least = Floats{} - 87.0F;
  x = x < least ? least : x;
  const Floats shifted = x * std::numbers::log2e_v<float> + kRound;
  const Floats n = shifted - kRound;
  const Floats r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Floats p = Floats{} + 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  Integers bits;
  Integers power;
  std::memcpy(&bits, &p, sizeof(bits));
  std::memcpy(&power, &shifted, sizeof(power));
  bits += power << 23;  // times 2^n: the low bits of `shifted` are n
  std::memcpy(&p, &bits, sizeof(p));
  return p;
}

template <class V>
[[gnu::always_inline]] inline Sigmoid<V> sigmoid(typename V::Floats z) {
  const typename V::Floats e = exp_negative<V>(z < 0 ? z : -z);
  const typename V::Floats inverse = 1.0F / (1.0F + e);
  return {e, inverse, z < 0 ? e * inverse : inverse};
}

// Each loss takes a vector of logits and pixels, adds its loss and returns its gradient. kPad is a
// logit whose loss against a pixel of 0 is 0 (below 1e-38).

// softplus(z) - z x, with softplus(z) = max(z, 0) + ln(1 + exp(-|z|)). The logarithms are not taken
// one by one: their sum is the logarithm of a product, whose exponent is taken out at each fold.
template <class V>
struct CrossEntropy {
  using Floats = typename V::Floats;
  using Integers = typename V::Integers;
  static constexpr float kPad = -100;

  [[gnu::always_inline]] inline Floats add(Floats z, Floats x) {
    const Sigmoid<V> s = sigmoid<V>(z);
    product *= 1.0F + s.e;
    terms += (z < 0 ? Floats{} : z) - z * x;
    return s.output - x;
  }
  [[gnu::always_inline]] inline void fold() {
    sum += __builtin_convertvector(terms, typename V::Doubles);
    terms = Floats{};
    Integers bits;
    std::memcpy(&bits, &product, sizeof(bits));
    exponents += (bits >> 23) - 127;
    bits = (bits & 0x007fffff) | 0x3f800000;
    std::memcpy(&product, &bits, sizeof(bits));
  }
  [[gnu::always_inline]] inline double total() const {
    double result = 0;
    for (std::int64_t i = 0; i < V::kLanes; ++i)
      result += sum[i] + exponents[i] * std::numbers::ln2 + std::log(double{product[i]});
    return result;
  }

  Floats terms{};
  Floats product = Floats{} + 1.0F;
  Integers exponents{};
  typename V::Doubles sum{};
};

// A sum of what each error, output less pixel, costs.
template <class V>
struct ErrorSum {
  using Floats = typename V::Floats;

  [[gnu::always_inline]] inline void fold() {
    sum += __builtin_convertvector(terms, typename V::Doubles);
    terms = Floats{};
  }
  [[gnu::always_inline]] inline double total() const {
    double result = 0;
    for (std::int64_t i = 0; i < V::kLanes; ++i) result += sum[i];
    return result;
  }

  Floats terms{};
  typename V::Doubles sum{};
};

// Each takes a vector of errors, adds what they cost and returns its gradient by them.

template <class V>
struct SquaredError : ErrorSum<V> {
  using Floats = typename V::Floats;

  [[gnu::always_inline]] inline Floats add_error(Floats error) {
    this->terms += error * error;
    return 2.0F * error;
  }
};

template <class V>
struct AbsoluteError : ErrorSum<V> {
  using Floats = typename V::Floats;

  [[gnu::always_inline]] inline Floats add_error(Floats error) {
    const Floats one = Floats{} + 1.0F;
    this->terms += error < 0 ? -error : error;
    return error < 0 ? -one : (error > 0 ? one : Floats{});
  }
};

// Half the square of an error up to kHuberDelta, the tangent there of a larger one (Huber 1964).
template <class V>
struct HuberError : ErrorSum<V> {
  using Floats = typename V::Floats;

  [[gnu::always_inline]] inline Floats add_error(Floats error) {
    const Floats delta = Floats{} + kHuberDelta;
    const Floats bounded = error < -delta ? -delta : (error > delta ? delta : error);
    this->terms += bounded * (error - 0.5F * bounded);
    return bounded;
  }
};

template <class V, class Error>
struct OfSigmoid : Error {
  using Floats = typename V::Floats;
  static constexpr float kPad = -100;

  [[gnu::always_inline]] inline Floats add(Floats z, Floats x) {
    const Sigmoid<V> s = sigmoid<V>(z);
    return this->add_error(s.output - x) * (s.e * s.inverse * s.inverse);  // the slope p (1 - p)
  }
};

template <class V, class Error>
struct OfLinear : Error {
  using Floats = typename V::Floats;
  static constexpr float kPad = 0;

  [[gnu::always_inline]] inline Floats add(Floats z, Floats x) { return this->add_error(z - x); }
};

// Up to a vector's worth of numbers, the rest filled up with `pad`.
template <class V>
[[gnu::always_inline]] inline typename V::Floats load(const float* from, std::int64_t count,
                                                      float pad) {
  typename V::Floats vector = typename V::Floats{} + pad;
  std::memcpy(&vector, from, static_cast<std::size_t>(count) * sizeof(float));
  return vector;
}

template <class V>
[[gnu::always_inline]] inline void store(const typename V::Floats& vector, std::int64_t count,
                                         float* to) {
  std::memcpy(to, &vector, static_cast<std::size_t>(count) * sizeof(float));
}

// With column_sums a gradient is left in place of the logits; without, nothing is written.
template <class V, class Loss, class Logits>
[[gnu::always_inline]] inline double run(Logits* logits, const float* pixels, LossBlock block,
                                         float scale, float* column_sums) {
  using Floats = typename V::Floats;
  Loss loss;
  const auto step = [&](Logits * z, const float* x, std::int64_t column, std::int64_t count)
      __attribute__((always_inline)) {
    const Floats error =
        loss.add(load<V>(z + column, count, Loss::kPad), load<V>(x + column, count, 0));
    if constexpr (!std::is_const_v<Logits>) {
      const Floats gradient = error * scale;
      store<V>(gradient, count, z + column);
      store<V>(load<V>(column_sums + column, count, 0) + gradient, count, column_sums + column);
    }
  };
  const std::int64_t whole = block.columns - block.columns % V::kLanes;
  for (std::int64_t row = 0; row < block.rows; ++row) {
    Logits* z = logits + row * block.stride;
    const float* x = pixels + row * block.stride;
    for (std::int64_t first = 0; first < whole; first += kFold * V::kLanes) {
      const std::int64_t next = first + kFold * V::kLanes;
      const std::int64_t last = next < whole ? next : whole;
      for (std::int64_t column = first; column < last; column += V::kLanes)
        step(z, x, column, V::kLanes);
      loss.fold();
    }
    if (whole < block.columns) {
      step(z, x, whole, block.columns - whole);
      loss.fold();
    }
  }
  return loss.total();
}

template <class V, class Loss>
double sum(const float* logits, const float* pixels, LossBlock block) {
  return run<V, Loss>(logits, pixels, block, 1, nullptr);
}

template <class V, class Loss>
double replace(float* logits, const float* pixels, LossBlock block, float scale,
               float* column_sums) {
  return run<V, Loss>(logits, pixels, block, scale, column_sums);
}

template <class V, class Loss>
constexpr LossKernels kKernelsOf{sum<V, Loss>, replace<V, Loss>};

template <class V>
constexpr LossTable kTableOf{kKernelsOf<V, CrossEntropy<V>>,
                             kKernelsOf<V, OfSigmoid<V, SquaredError<V>>>,
                             kKernelsOf<V, OfLinear<V, SquaredError<V>>>,
                             kKernelsOf<V, OfSigmoid<V, AbsoluteError<V>>>,
                             kKernelsOf<V, OfLinear<V, AbsoluteError<V>>>,
                             kKernelsOf<V, OfSigmoid<V, HuberError<V>>>,
                             kKernelsOf<V, OfLinear<V, HuberError<V>>>};

}  // namespace
}  // namespace codegrid
