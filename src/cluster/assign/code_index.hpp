#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <compare>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cluster/measurable_codes.hpp"
#include "core/mapped_file.hpp"

namespace codegrid {

/// Writes an inverted file of clustered codes (Sivic and Zisserman 2003): about 4 sqrt(N) centres
/// by k-means on a sample, and the codes in lists, one a centre, each code in that of its nearest
/// centre, with its cluster. Little-endian, after a sealed header:
///   ends     [lists] uint64, where each list ends
///   origin   [D] float64, of the measure (see MeasurableCodes), or nothing
///   centres  [lists, D] float32, in the measure
///   codes    [N, D] float32, in the measure, list by list
///   clusters [N] int32
/// The same generator state gives the same bytes.
///   codes: [N, D] float32 on the CPU, finite, as they were clustered. assignments: [N] int64 in
///   -1..k-1, on the CPU. generator: on the CPU. rows: [M] int64, rising: the codes to be held,
///   with those that were found to be in no cluster, if they are to say so; undefined: those in
///   clusters.
/// Throws Error(kFailed) where it cannot write, and Error once the program is asked to stop.
void write_code_index(const std::filesystem::path& path, const at::Tensor& codes,
                      const at::Tensor& assignments, std::int64_t k, const at::Generator& generator,
                      const at::Tensor& rows = {});

/// A code of the index that is near another one.
struct IndexedNeighbor {
  float squared = 0;         ///< Distance, in the index's measure.
  std::uint64_t place = 0;   ///< Among its codes.
  std::int64_t cluster = 0;  ///< -1: it was found to be in none.
};

/// Such a file, mapped. A search reads the lists of the nearest centres only, so that its time
/// grows much less than the codes; what it finds are nearly always the nearest of all.
class CodeIndex {
 public:
  /// Throws Error(kBadData) for a file that write_code_index did not write; it names the file.
  explicit CodeIndex(const std::filesystem::path& path);

  std::int64_t size() const { return static_cast<std::int64_t>(size_); }
  std::int64_t width() const { return width_; }
  std::int64_t clusters() const { return clusters_; }
  const MeasurableCodes& measure() const { return measure_; }

  /// The nearest `wanted` codes, or all where there are fewer, sorted by distance.
  ///   code: [D], in the measure. Throws Error(kBadData) where the file proves damaged. Several
  ///   threads may search at once.
  std::vector<IndexedNeighbor> nearest(const float* code, std::int64_t wanted) const;
  /// The same for each of several codes, list by list: one that many of them need comes from memory
  /// once.
  std::vector<std::vector<IndexedNeighbor>> nearest_of_each(std::span<const float* const> codes,
                                                            std::int64_t wanted) const;

 private:
  using MeasuredList = std::pair<float, std::int64_t>;  // how far its centre is, squared
  struct Probe {
    std::int64_t list;
    std::size_t code;
    auto operator<=>(const Probe&) const = default;
  };

  std::vector<MeasuredList> lists_to_read(const float* code, std::uint64_t least) const;
  std::uint64_t begin_of(std::int64_t list) const;
  std::uint64_t codes_in(std::int64_t list) const;
  void scan(std::int64_t list, const float* padded, std::size_t wanted,
            std::vector<IndexedNeighbor>& found) const;
  void name_clusters(std::vector<IndexedNeighbor>& neighbors) const;

  std::string name_;
  MappedFile file_;
  std::uint64_t size_ = 0;
  std::int64_t width_ = 0;
  std::int64_t clusters_ = 0;
  MeasurableCodes measure_;
  std::vector<std::uint64_t> ends_;  // of the lists
  at::Tensor centres_;               // [lists, stride] float32
  std::vector<std::int32_t> zeros_;  // as many as the longest list has codes
  const float* codes_ = nullptr;
  const std::int32_t* cluster_of_ = nullptr;
};

}  // namespace codegrid
