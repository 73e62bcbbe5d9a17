#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/mapped_file.hpp"

namespace codegrid {

/// Collects what makes the images of a clustering known again, as they pass by.
class KnownImagesWriter {
 public:
  /// images: how many there will be.
  explicit KnownImagesWriter(std::int64_t images);

  /// Images that were added.
  std::int64_t size() const { return std::ssize(entries_); }
  /// The next images: [M, C, H, W] uint8, as the encoder gets them before they are scaled.
  void add(const at::Tensor& images);

  /// Writes the digests of all images, sorted, and then the cluster of each as int32,
  /// little-endian, after a sealed header. Of images that are the same the first one counts.
  ///   assignments: [N] int64 in -1..k-1 on the CPU, for every image that was added.
  /// Throws Error(kFailed) where it cannot write.
  void write(const std::filesystem::path& path, const at::Tensor& assignments, std::int64_t k);

 private:
  struct Entry {
    ShortDigest digest;
    std::uint32_t row;
  };

  std::vector<Entry> entries_;
  std::int64_t image_bytes_ = 0;
};

/// The images of a clustering and their clusters, in a mapped file: finding one takes a time that
/// does not grow with them.
class KnownImages {
 public:
  /// Throws Error(kBadData) for a file that KnownImagesWriter did not write; it names the file.
  explicit KnownImages(const std::filesystem::path& path);

  std::int64_t image_bytes() const { return image_bytes_; }
  std::int64_t clusters() const { return clusters_; }

  /// The cluster of the image with these bytes, -1 where it is in none; nothing where it is not
  /// known. Throws Error(kBadData) where the file proves damaged.
  std::optional<std::int64_t> find(std::string_view image) const;
  /// Of each of some images: [M, C, H, W] uint8, contiguous.
  std::vector<std::optional<std::int64_t>> find_all(const at::Tensor& images) const;

 private:
  std::string_view digest_at(std::uint64_t place) const;

  std::string name_;
  MappedFile file_;
  std::uint64_t size_ = 0;
  std::int64_t image_bytes_ = 0;
  std::int64_t clusters_ = 0;
  std::string_view digests_;
  const char* cluster_of_ = nullptr;
};

}  // namespace codegrid
