#include "cluster/assign/code_index.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include "cluster/assign/index_format.hpp"
#include "cluster/kmeans/distances.hpp"
#include "core/error.hpp"

namespace codegrid {
namespace {

// A search reads so many lists, and of few codes so many codes: of 60,000 codes a thirtieth.
constexpr std::size_t kProbes = 32;
constexpr std::uint64_t kLeastRead = 2048;
// More codes, or values of a code, than any file holds: their product is then no overflow.
constexpr std::uint64_t kMostIndexed = std::uint64_t{1} << 40;
constexpr std::uint64_t kMostWidth = std::uint64_t{1} << 20;

bool is_nearer(const IndexedNeighbor& a, const IndexedNeighbor& b) {
  return std::tie(a.squared, a.place) < std::tie(b.squared, b.place);
}

// The least of `squared`, `some` or all, each with its place, sorted.
std::vector<std::pair<float, std::int64_t>> least_of(const std::vector<float>& squared,
                                                     std::size_t some) {
  std::vector<std::pair<float, std::int64_t>> least;  // a heap, the greatest on top
  for (std::size_t i = 0; i < squared.size(); ++i) {
    if (least.size() == some) {
      if (squared[i] >= least.front().first) continue;
      std::ranges::pop_heap(least);
      least.pop_back();
    }
    least.emplace_back(squared[i], static_cast<std::int64_t>(i));
    std::ranges::push_heap(least);
  }
  std::ranges::sort_heap(least);
  return least;
}

Error damaged_index(const std::string& name, const std::string& what) {
  return data_error(fmt::format("{}: is damaged: {}; {}", name, what, kCodeIndexFormat.advice));
}

}  // namespace

CodeIndex::CodeIndex(const std::filesystem::path& path)
    : name_(path.string()), file_(path, ExitCode::kBadData) {
  const std::string_view bytes = file_.bytes();
  const std::vector<std::uint64_t> numbers = read_sealed_header(bytes, kCodeIndexFormat, name_);
  size_ = numbers[0];
  const std::uint64_t width = numbers[1];
  const std::uint64_t lists = numbers[2];
  if (size_ < 1 || size_ > kMostIndexed || width < 1 || width > kMostWidth || lists < 1 ||
      lists > size_ || numbers[3] < 1 || numbers[3] > size_) {
    throw damaged_index(name_, "its header has impossible sizes");
  }
  const std::uint64_t origin = numbers[5] != 0 ? width * sizeof(double) : 0;
  require_length(bytes,
                 kSealedHeaderBytes + 8 * lists + origin + sizeof(float) * width * (lists + size_) +
                     sizeof(std::int32_t) * size_,
                 kCodeIndexFormat, name_);
  width_ = static_cast<std::int64_t>(width);
  clusters_ = static_cast<std::int64_t>(numbers[3]);
  measure_.exponent = static_cast<int>(static_cast<std::int64_t>(numbers[4]));

  const char* at = bytes.data() + kSealedHeaderBytes;
  ends_.resize(lists);
  std::memcpy(ends_.data(), at, 8 * lists);
  if (!std::ranges::is_sorted(ends_) || ends_.back() != size_)
    throw damaged_index(name_, "its lists do not fit its codes");
  at += 8 * lists;
  if (origin > 0) {
    measure_.origin = at::empty({width_}, at::kDouble);
    std::memcpy(measure_.origin.mutable_data_ptr(), at, origin);
  }
  at += origin;
  const auto count = static_cast<std::int64_t>(lists);
  const std::int64_t stride = (width_ + kGroup - 1) / kGroup * kGroup;
  centres_ = at::zeros({count, stride}, at::kFloat);
  centres_.slice(1, 0, width_)
      .copy_(at::from_blob(const_cast<char*>(at), {count, width_}, at::kFloat));  // only read
  codes_ = reinterpret_cast<const float*>(at) + lists * width;
  cluster_of_ = reinterpret_cast<const std::int32_t*>(codes_ + size_ * width);
  std::uint64_t longest = 0;
  for (std::int64_t list = 0; list < count; ++list) longest = std::max(longest, codes_in(list));
  zeros_.resize(longest);
  expect_random_reads(bytes);
}

std::uint64_t CodeIndex::begin_of(std::int64_t list) const {
  return list == 0 ? 0 : ends_[static_cast<std::size_t>(list - 1)];
}

std::uint64_t CodeIndex::codes_in(std::int64_t list) const {
  return ends_[static_cast<std::size_t>(list)] - begin_of(list);
}

// The nearest lists, sorted: kProbes of them or, where those have fewer codes than `least`, as many
// as it takes.
std::vector<CodeIndex::MeasuredList> CodeIndex::lists_to_read(const float* code,
                                                              std::uint64_t least) const {
  std::vector<float> squared(ends_.size());
  codegrid::measure(code, width_, centres_.const_data_ptr<float>(), centres_.size(1),
                    std::ssize(ends_), squared.data());
  for (std::size_t some = kProbes;; some *= 2) {
    std::vector<MeasuredList> lists = least_of(squared, some);
    std::uint64_t codes = 0;
    std::size_t read = 0;
    while (read < lists.size() && (read < kProbes || codes < least))
      codes += codes_in(lists[read++].second);
    if (codes < least && lists.size() < ends_.size()) continue;
    lists.resize(read);
    return lists;
  }
}

// Brings `found`, a heap of the nearest so far, up to date.
void CodeIndex::scan(std::int64_t list, const float* padded, std::size_t wanted,
                     std::vector<IndexedNeighbor>& found) const {
  const std::uint64_t begin = begin_of(list);
  const auto count = static_cast<std::int64_t>(codes_in(list));
  std::vector<float> squared(static_cast<std::size_t>(count));
  measure_own(codes_ + begin * static_cast<std::uint64_t>(width_), width_, count, zeros_.data(),
              padded, centres_.size(1), squared.data());
  for (std::int64_t i = 0; i < count; ++i) {
    const IndexedNeighbor next{squared[static_cast<std::size_t>(i)],
                               begin + static_cast<std::uint64_t>(i), 0};
    if (found.size() == wanted) {
      if (!is_nearer(next, found.front())) continue;
      std::ranges::pop_heap(found, is_nearer);
      found.pop_back();
    }
    found.push_back(next);
    std::ranges::push_heap(found, is_nearer);
  }
}

std::vector<IndexedNeighbor> CodeIndex::nearest(const float* code, std::int64_t wanted) const {
  return nearest_of_each({&code, 1}, wanted).front();
}

std::vector<std::vector<IndexedNeighbor>> CodeIndex::nearest_of_each(
    std::span<const float* const> codes, std::int64_t wanted) const {
  const auto most = static_cast<std::size_t>(std::min(wanted, size()));
  const std::uint64_t least = std::min(size_, std::max(kLeastRead, std::uint64_t{most}));
  const auto stride = static_cast<std::size_t>(centres_.size(1));
  std::vector<float> padded(codes.size() * stride);
  std::vector<Probe> probes;
  for (std::size_t code = 0; code < codes.size(); ++code) {
    std::copy(codes[code], codes[code] + width_, padded.data() + code * stride);
    for (const MeasuredList& list : lists_to_read(codes[code], least))
      probes.push_back({list.second, code});
  }
  std::ranges::sort(probes);
  std::vector<std::vector<IndexedNeighbor>> found(codes.size());
  for (const Probe& probe : probes)
    scan(probe.list, padded.data() + probe.code * stride, most, found[probe.code]);
  for (std::vector<IndexedNeighbor>& neighbors : found) {
    std::ranges::sort(neighbors, is_nearer);
    name_clusters(neighbors);
  }
  return found;
}

void CodeIndex::name_clusters(std::vector<IndexedNeighbor>& neighbors) const {
  for (IndexedNeighbor& neighbor : neighbors) {
    neighbor.cluster = cluster_of_[neighbor.place];
    if (neighbor.cluster < -1 || neighbor.cluster >= clusters_)
      throw damaged_index(
          name_, fmt::format("a code is in cluster {} of {}", neighbor.cluster, clusters_));
  }
}

}  // namespace codegrid
