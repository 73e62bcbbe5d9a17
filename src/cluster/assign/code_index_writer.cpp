#include <ATen/Functions.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <tuple>

#include "cluster/assign/code_index.hpp"
#include "cluster/assign/index_format.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/kmeans/points.hpp"
#include "core/durable_file.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kIndexedRows = 1 << 15;  // that are looked at, or copied, together
// Of the square root of the codes: a search measures the centres and the codes of some lists, and
// short lists leave out more of what is not near.
constexpr double kListsOfRoot = 4;
constexpr std::int64_t kSampleOfAList = 16;     // codes that k-means sees, for each centre
constexpr std::int64_t kCentreIterations = 10;  // enough: the centres need not be the best

std::string_view bytes_of(const at::Tensor& tensor) {
  return {static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()};
}

// [L, D] float32. rows: [M] int64, of the codes that are in clusters.
at::Tensor find_centres(const at::Tensor& codes, const at::Tensor& rows,
                        const at::Generator& generator) {
  const std::int64_t count = rows.size(0);
  const auto lists = std::clamp<std::int64_t>(
      std::llround(kListsOfRoot * std::sqrt(static_cast<double>(count))), 1, count);
  const std::int64_t sampled = std::min(count, lists * kSampleOfAList);
  const at::Tensor places = at::arange(sampled, at::kLong).mul(count).floor_divide(sampled);
  const at::Tensor sample = std::get<0>(
      at::unique_dim(codes.index_select(0, rows.index_select(0, places)), 0, /*sorted=*/true));
  if (lists == 1 || sample.size(0) <= lists) return sample.contiguous();  // each is a centre
  KMeansOptions options;
  options.k = lists;
  options.n_init = 1;
  options.max_iter = kCentreIterations;
  return kmeans(sample, options, generator).centroids;
}

// The nearest centre of each code in `rows`, [M] int64.
at::Tensor find_lists(const at::Tensor& codes, const at::Tensor& rows, const at::Tensor& centres) {
  std::vector<at::Tensor> lists;
  for (const at::Tensor& block : rows.split(kIndexedRows)) {
    stop_if_interrupted();
    const auto points = make_row_points(codes.index_select(0, block), /*most_bounds=*/1);
    Partition partition = points->unassigned(centres.size(0));
    points->assign(centres, partition);
    lists.push_back(partition.labels.to(at::kLong));
  }
  return at::cat(lists);
}

}  // namespace

void write_code_index(const std::filesystem::path& path, const at::Tensor& codes,
                      const at::Tensor& assignments, std::int64_t k, const at::Generator& generator,
                      const at::Tensor& held) {
  TORCH_CHECK(codes.dim() == 2 && codes.scalar_type() == at::kFloat,
              "codes must be [N, D] float32");
  TORCH_CHECK(assignments.sizes() == codes.sizes().slice(0, 1), "one assignment a code");
  const at::Tensor rows = held.defined() ? held : at::nonzero(assignments.ge(0)).flatten();
  TORCH_CHECK(rows.size(0) > 0, "no code is to be held");
  const MeasurableCodes measurable = make_measurable("graph", codes);
  const at::Tensor centres = find_centres(measurable.codes, rows, generator);
  const at::Tensor lists = find_lists(measurable.codes, rows, centres);
  const at::Tensor ends = at::bincount(lists, {}, centres.size(0)).cumsum(0);
  const at::Tensor order =
      rows.index_select(0, at::argsort(lists, /*stable=*/true, /*dim=*/0, /*descending=*/false));

  const std::array<std::uint64_t, 6> numbers{
      static_cast<std::uint64_t>(rows.size(0)),
      static_cast<std::uint64_t>(codes.size(1)),
      static_cast<std::uint64_t>(centres.size(0)),
      static_cast<std::uint64_t>(k),
      static_cast<std::uint64_t>(std::int64_t{measurable.exponent}),
      measurable.origin.defined() ? std::uint64_t{1} : std::uint64_t{0}};
  FileInProgress file(path);
  file.append(sealed_header(kCodeIndexFormat, numbers));
  file.append(bytes_of(ends));
  if (measurable.origin.defined()) file.append(bytes_of(measurable.origin.contiguous()));
  file.append(bytes_of(centres));
  for (const at::Tensor& block : order.split(kIndexedRows)) {
    stop_if_interrupted();
    file.append(bytes_of(measurable.codes.index_select(0, block)));
  }
  file.append(bytes_of(assignments.index_select(0, order).to(at::kInt)));
  file.publish();
}

}  // namespace codegrid
