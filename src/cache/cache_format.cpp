#include "cache/cache_format.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <stdexcept>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are written as they lie in memory");

constexpr std::string_view kCacheMagic = "codegrid.decoded";

// Without gaps, so that it is written and digested as it lies in memory.
struct CacheHeader {
  std::array<char, 16> magic;
  std::uint64_t version;
  std::uint64_t pictures;
  std::uint64_t channels;
  std::uint64_t height;
  std::uint64_t width;
  std::uint64_t labels;
  std::uint64_t left_out;
  std::uint64_t name_bytes;
  std::uint64_t left_out_bytes;
  std::uint64_t reason_bytes;
  std::uint64_t root_bytes;
  std::uint64_t index_offset;
  std::uint64_t file_bytes;
  std::array<char, kCacheKeyLength> key;
  std::array<char, 64> digest;  // of the header, these being zeros, and the index
};
static_assert(sizeof(CacheHeader) == 248 && sizeof(CacheHeader) <= kCachePage);

std::string_view bytes_of(const CacheHeader& header) {
  return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

template <typename Number>
std::string_view bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

template <std::size_t kLength>
std::array<char, kLength> letters(std::string_view text) {
  if (text.size() != kLength) throw std::invalid_argument("a text of another length");
  std::array<char, kLength> result{};
  std::memcpy(result.data(), text.data(), kLength);
  return result;
}

std::string digest_of(CacheHeader header, std::string_view index) {
  header.digest = {};
  RunningSha256 digest;
  digest.add(bytes_of(header));
  digest.add(index);
  return digest.hex();
}

// Takes the index apart, front to back.
class IndexReader {
 public:
  explicit IndexReader(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  std::span<const Number> numbers(std::uint64_t count) {
    if (count > rest_.size() / sizeof(Number)) throw data_error("has a damaged index");
    const std::string_view bytes = text(count * sizeof(Number));
    return {reinterpret_cast<const Number*>(bytes.data()), count};
  }
  std::string_view text(std::uint64_t length) {
    if (length > rest_.size()) throw data_error("has a damaged index");
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return bytes;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

void check_start(std::string_view bytes) {
  if (!is_cache_file(bytes)) throw data_error("is no cache file of codegrid");
  std::uint64_t version = 0;
  if (bytes.size() < kCacheMagic.size() + sizeof(version)) throw data_error("is truncated");
  std::memcpy(&version, bytes.data() + kCacheMagic.size(), sizeof(version));
  if (version != kCacheVersion) {
    throw data_error(
        fmt::format("is of version {} of its format, expected version {}", version, kCacheVersion));
  }
}

CacheHeader checked_header(std::string_view bytes) {
  check_start(bytes);
  if (bytes.size() < kCachePage) {
    throw data_error(fmt::format("is truncated: {} found, at least {} expected",
                                 counted(bytes.size(), "byte", "bytes"), with_commas(kCachePage)));
  }
  CacheHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (bytes.size() < header.file_bytes) {
    throw data_error(fmt::format("is truncated: {} found, {} expected",
                                 counted(bytes.size(), "byte", "bytes"),
                                 with_commas(header.file_bytes)));
  }
  const bool in_place = bytes.size() == header.file_bytes && header.index_offset >= kCachePage &&
                        header.index_offset <= bytes.size() && header.index_offset % 8 == 0;
  if (!in_place) throw data_error("has a damaged header, or is longer than it says");
  const std::string digest = digest_of(header, bytes.substr(header.index_offset));
  if (std::string_view(header.digest.data(), header.digest.size()) != digest)
    throw data_error("has a damaged header or index: their SHA-256 is not the one that it states");
  return header;
}

}  // namespace

CacheFrame cache_frame(const CacheIndex& index) {
  const std::uint64_t pictures = index.names.ends.size();
  const std::uint64_t pixels = pictures * static_cast<std::uint64_t>(index.shape.bytes());
  CacheFrame frame;
  frame.index_offset = (kCachePage + pixels + 7) / 8 * 8;
  for (const std::string_view part :
       {bytes_of(index.labels), bytes_of(index.names.ends), bytes_of(index.left_out.ends),
        bytes_of(index.reasons.ends), std::string_view(index.names.text),
        std::string_view(index.left_out.text), std::string_view(index.reasons.text),
        std::string_view(index.root)}) {
    frame.index += part;
  }
  CacheHeader header{};
  header.magic = letters<16>(kCacheMagic);
  header.version = kCacheVersion;
  header.pictures = pictures;
  header.channels = static_cast<std::uint64_t>(index.shape.channels);
  header.height = static_cast<std::uint64_t>(index.shape.height);
  header.width = static_cast<std::uint64_t>(index.shape.width);
  header.labels = index.labels.size();
  header.left_out = index.left_out.ends.size();
  header.name_bytes = index.names.text.size();
  header.left_out_bytes = index.left_out.text.size();
  header.reason_bytes = index.reasons.text.size();
  header.root_bytes = index.root.size();
  header.index_offset = frame.index_offset;
  header.file_bytes = frame.index_offset + frame.index.size();
  header.key = letters<kCacheKeyLength>(index.key);
  header.digest = letters<64>(digest_of(header, frame.index));
  frame.header = std::string(bytes_of(header)) + std::string(kCachePage - sizeof(header), '\0');
  return frame;
}

bool is_cache_file(std::string_view bytes) { return bytes.starts_with(kCacheMagic); }

CacheView parse_cache_file(std::string_view bytes) {
  const CacheHeader header = checked_header(bytes);
  CacheView view;
  // Of the file, not of the copy of its header.
  view.key = bytes.substr(offsetof(CacheHeader, key), kCacheKeyLength);
  view.shape = {static_cast<std::int64_t>(header.channels),
                static_cast<std::int64_t>(header.height), static_cast<std::int64_t>(header.width)};
  const std::uint64_t pixels = header.pictures * static_cast<std::uint64_t>(view.shape.bytes());
  if ((kCachePage + pixels + 7) / 8 * 8 != header.index_offset)
    throw data_error("has a damaged header");
  view.pixels = bytes.substr(kCachePage, pixels);
  IndexReader index(bytes.substr(header.index_offset));
  view.labels = index.numbers<std::int64_t>(header.labels);
  view.names.ends = index.numbers<std::uint64_t>(header.pictures);
  view.left_out.ends = index.numbers<std::uint64_t>(header.left_out);
  view.reasons.ends = index.numbers<std::uint64_t>(header.left_out);
  view.names.text = index.text(header.name_bytes);
  view.left_out.text = index.text(header.left_out_bytes);
  view.reasons.text = index.text(header.reason_bytes);
  view.root = index.text(header.root_bytes);
  if (!index.at_end()) throw data_error("has a damaged index");
  return view;
}

}  // namespace codegrid
