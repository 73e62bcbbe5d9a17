#include "job/assign/known_images.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <tuple>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/sealed_header.hpp"

namespace codegrid {
namespace {

// The header's numbers: images, bytes of each, clusters.
constexpr FileFormat kKnownImagesFormat{
    "codegrid images", 1, "group the run again with codegrid-cluster, which writes it anew"};
constexpr std::size_t kDigestBytes = sizeof(ShortDigest);
constexpr std::size_t kAppendedBytes = std::size_t{1} << 20;

std::string_view image_at(const at::Tensor& images, std::int64_t i, std::int64_t bytes) {
  return {static_cast<const char*>(images.const_data_ptr()) + i * bytes,
          static_cast<std::size_t>(bytes)};
}

// Where a digest would lie among `size` sorted ones if they were spread evenly, as digests are.
std::uint64_t likely_place(std::string_view digest, std::uint64_t size) {
  std::uint64_t start = 0;
  for (std::size_t i = 0; i < 4; ++i) start = start << 8 | static_cast<unsigned char>(digest[i]);
  return size <= std::numeric_limits<std::uint32_t>::max() ? start * size >> 32 : size / 2;
}

}  // namespace

KnownImagesWriter::KnownImagesWriter(std::int64_t images) {
  TORCH_CHECK(images <= std::numeric_limits<std::uint32_t>::max(),
              "too many images to be numbered");
  entries_.reserve(static_cast<std::size_t>(images));
}

void KnownImagesWriter::add(const at::Tensor& images) {
  const at::Tensor rows = images.contiguous();
  const std::int64_t count = rows.size(0);
  if (count == 0) return;
  image_bytes_ = rows.numel() / count;
  const std::size_t before = entries_.size();
  entries_.resize(before + static_cast<std::size_t>(count));
  at::parallel_for(0, count, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::size_t place = before + static_cast<std::size_t>(i);
      entries_[place] = {short_digest(image_at(rows, i, image_bytes_)),
                         static_cast<std::uint32_t>(place)};
    }
  });
}

void KnownImagesWriter::write(const std::filesystem::path& path, const at::Tensor& assignments,
                              std::int64_t k) {
  TORCH_CHECK(assignments.size(0) == std::ssize(entries_), "one assignment an image");
  const auto as_bytes = [](const Entry& entry) {
    return std::string_view(entry.digest.data(), entry.digest.size());
  };
  std::ranges::sort(entries_, {},
                    [&](const Entry& entry) { return std::tuple(as_bytes(entry), entry.row); });
  stop_if_interrupted();
  const auto [first, last] = std::ranges::unique(entries_, {}, &Entry::digest);
  entries_.erase(first, last);

  FileInProgress file(path);
  file.append(sealed_header(kKnownImagesFormat, std::array{std::uint64_t{entries_.size()},
                                                           static_cast<std::uint64_t>(image_bytes_),
                                                           static_cast<std::uint64_t>(k)}));
  std::string bytes;
  const auto append = [&](std::string_view more) {
    bytes += more;
    if (bytes.size() < kAppendedBytes) return;
    file.append(bytes);
    bytes.clear();
  };
  for (const Entry& entry : entries_) append(as_bytes(entry));
  const auto* cluster = assignments.const_data_ptr<std::int64_t>();
  for (const Entry& entry : entries_) {
    const auto number = static_cast<std::int32_t>(cluster[entry.row]);
    append({reinterpret_cast<const char*>(&number), sizeof number});
  }
  file.append(bytes);
  file.publish();
}

KnownImages::KnownImages(const std::filesystem::path& path)
    : name_(path.string()), file_(path, ExitCode::kBadData) {
  const std::string_view bytes = file_.bytes();
  const std::vector<std::uint64_t> numbers = read_sealed_header(bytes, kKnownImagesFormat, name_);
  size_ = numbers[0];
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (size_ > kMost / 64 || numbers[1] > kMost || numbers[2] > kMost)
    throw data_error(
        fmt::format("{}: its header has impossible sizes; {}", name_, kKnownImagesFormat.advice));
  image_bytes_ = static_cast<std::int64_t>(numbers[1]);
  clusters_ = static_cast<std::int64_t>(numbers[2]);
  require_length(bytes, kSealedHeaderBytes + size_ * (kDigestBytes + sizeof(std::int32_t)),
                 kKnownImagesFormat, name_);
  digests_ = bytes.substr(kSealedHeaderBytes, size_ * kDigestBytes);
  cluster_of_ = digests_.data() + digests_.size();
  expect_random_reads(bytes);
}

std::string_view KnownImages::digest_at(std::uint64_t place) const {
  return digests_.substr(place * kDigestBytes, kDigestBytes);
}

std::optional<std::int64_t> KnownImages::find(std::string_view image) const {
  if (size_ == 0 || std::ssize(image) != image_bytes_) return std::nullopt;
  const ShortDigest whole = short_digest(image);
  const std::string_view digest(whole.data(), whole.size());
  // A range around where it is likely, doubled until it holds the place: few pages are looked at.
  std::uint64_t low = std::min(likely_place(digest, size_), size_ - 1);
  std::uint64_t high = low;
  for (std::uint64_t step = 64; low > 0 && digest < digest_at(low); step *= 2)
    low -= std::min(step, low);
  for (std::uint64_t step = 64; high < size_ && digest_at(high) < digest; step *= 2)
    high += std::min(step, size_ - high);
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (digest_at(middle) < digest) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low >= size_ || digest_at(low) != digest) return std::nullopt;
  std::int32_t cluster = 0;
  std::memcpy(&cluster, cluster_of_ + low * sizeof cluster, sizeof cluster);
  if (cluster < -1 || cluster >= clusters_)
    throw data_error(fmt::format("{}: is damaged: an image is in cluster {} of {}; {}", name_,
                                 cluster, clusters_, kKnownImagesFormat.advice));
  return cluster;
}

std::vector<std::optional<std::int64_t>> KnownImages::find_all(const at::Tensor& images) const {
  std::vector<std::optional<std::int64_t>> found(static_cast<std::size_t>(images.size(0)));
  const std::int64_t bytes = images.numel() / std::max<std::int64_t>(1, images.size(0));
  at::parallel_for(0, images.size(0), 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      found[static_cast<std::size_t>(i)] = find(image_at(images, i, bytes));
  });
  return found;
}

}  // namespace codegrid
