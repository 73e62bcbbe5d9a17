#include "cluster/measures/silhouette.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <limits>
#include <tuple>
#include <utility>

namespace codegrid {
namespace {

constexpr std::int64_t kRowsAtOnce = 64;
constexpr std::int64_t kFromDifferences = 2;  // at::cdist: not by a matrix product, which cancels

// Silhouettes of some points of a sample.
//   distances: [R, S] float32 to the whole sample; own: [R] int64; members: [S, C] double, 1 where
//   a point is a member.
at::Tensor silhouettes(const at::Tensor& distances, const at::Tensor& own,
                       const at::Tensor& members) {
  const at::Tensor sizes = members.sum(0);
  const at::Tensor sums = distances.to(at::kDouble).mm(members);
  const at::Tensor column = own.unsqueeze(1);
  const at::Tensor others = sizes.index_select(0, own) - 1;
  const at::Tensor within = sums.gather(1, column).squeeze(1) / others.clamp_min(1);
  const at::Tensor means =
      (sums / sizes).scatter(1, column, std::numeric_limits<double>::infinity());
  const at::Tensor nearest = at::amin(means, {1});
  const at::Tensor larger = at::maximum(within, nearest);
  // Points that all coincide with a neighboring cluster's give 0 / 0.
  const at::Tensor value = (nearest - within) / larger.masked_fill(larger.eq(0), 1);
  return value.masked_fill(others.eq(0), 0);
}

// [S] of those in clusters, at most `most`, drawn; undefined for all.
at::Tensor sample_rows(const at::Tensor& assignments, std::int64_t most, at::Generator generator) {
  at::Tensor rows;
  if (assignments.lt(0).any().item<bool>()) rows = at::nonzero(assignments.ge(0)).flatten();
  const std::int64_t count = rows.defined() ? rows.numel() : assignments.numel();
  if (count <= most) return rows;
  const at::Tensor drawn = at::randperm(count, std::move(generator), at::kLong).slice(0, 0, most);
  return rows.defined() ? rows.index_select(0, drawn) : drawn;
}

}  // namespace

Silhouette silhouette(const at::Tensor& codes, const at::Tensor& assignments, std::int64_t most,
                      at::Generator generator) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(0) == assignments.numel() && most >= 1,
              "codes and assignments differ in size: ", codes.sizes(), ", ", assignments.sizes());
  const at::Tensor rows = sample_rows(assignments, most, std::move(generator));
  const at::Tensor clusters = rows.defined() ? assignments.index_select(0, rows) : assignments;
  const at::Tensor points =
      (rows.defined() ? codes.index_select(0, rows.to(codes.device())) : codes).cpu();
  const std::int64_t sample = points.size(0);
  // Numbered anew: a cluster without a member in the sample must not count as a neighbor.
  const auto [present, own, counts] = at::_unique2(clusters, /*sorted=*/true, /*inverse=*/true);
  if (present.numel() < 2 || present.numel() >= sample) {
    return {std::numeric_limits<double>::quiet_NaN(), sample};
  }
  const at::Tensor members = at::one_hot(own, present.numel()).to(at::kDouble);
  double sum = 0;
  for (std::int64_t first = 0; first < sample; first += kRowsAtOnce) {
    const at::Tensor some = points.slice(0, first, first + kRowsAtOnce);
    const at::Tensor distances = at::cdist(some, points, 2, kFromDifferences);
    sum += silhouettes(distances, own.slice(0, first, first + kRowsAtOnce), members)
               .sum()
               .item<double>();
  }
  return {sum / static_cast<double>(sample), sample};
}

}  // namespace codegrid
