#include "data/sources/zip_place.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "image/byte_reader.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kEnd = "PK\5\6"sv;
constexpr std::string_view kEnd64 = "PK\6\6"sv;
constexpr std::string_view kEnd64Locator = "PK\6\7"sv;
constexpr std::string_view kEntry = "PK\1\2"sv;
constexpr std::string_view kLocal = "PK\3\4"sv;

constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kEnd64Bytes = 56;
constexpr std::uint64_t kLocatorBytes = 20;
constexpr std::uint64_t kEntryBytes = 46;
constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint64_t kMostComment = 0xFFFF;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // stands for a number of 64 bits elsewhere

struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t place = 0;
};

// Of the directory's entry of a member.
struct Entry {
  std::uint64_t packed = 0;  // bytes
  std::uint64_t local = 0;   // where its own header begins
};

class ZipReader {
 public:
  explicit ZipReader(std::string_view archive) : reader_{archive, std::endian::little} {}

  std::optional<Directory> directory() const {
    const std::string_view bytes = reader_.bytes;
    if (bytes.size() < kEndBytes) return std::nullopt;
    const std::uint64_t last = bytes.size() - kEndBytes;
    const std::uint64_t first = last - std::min(last, kMostComment);
    for (std::uint64_t end = last + 1; end-- > first;) {
      // Its comment ends where the archive does.
      if (!is(kEnd, end) || end + kEndBytes + reader_.u16(end + 20) != bytes.size()) continue;
      if (end >= kLocatorBytes && is(kEnd64Locator, end - kLocatorBytes))
        return directory_64(reader_.number(end - kLocatorBytes + 8, 8));
      return Directory{reader_.u16(end + 10), reader_.u32(end + 16)};
    }
    return std::nullopt;
  }

  std::optional<Entry> entry(const Directory& directory, std::uint64_t index) const {
    std::uint64_t place = directory.place;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
      if (!reader_.has(place, kEntryBytes) || !is(kEntry, place)) return std::nullopt;
      const std::uint64_t name = reader_.u16(place + 28);
      const std::uint64_t extra = reader_.u16(place + 30);
      if (i == index) return entry_at(place, place + kEntryBytes + name, extra);
      place += kEntryBytes + name + extra + reader_.u16(place + 32);
    }
    return std::nullopt;
  }

  std::optional<std::string_view> bytes_of(const Entry& entry) const {
    if (!reader_.has(entry.local, kLocalBytes) || !is(kLocal, entry.local)) return std::nullopt;
    const std::uint64_t place =
        entry.local + kLocalBytes + reader_.u16(entry.local + 26) + reader_.u16(entry.local + 28);
    if (!reader_.has(place, entry.packed)) return std::nullopt;
    return reader_.bytes.substr(place, entry.packed);
  }

 private:
  bool is(std::string_view mark, std::uint64_t place) const {
    return place <= reader_.bytes.size() && reader_.bytes.substr(place).starts_with(mark);
  }

  std::optional<Directory> directory_64(std::uint64_t end) const {
    if (!reader_.has(end, kEnd64Bytes) || !is(kEnd64, end)) return std::nullopt;
    return Directory{reader_.number(end + 32, 8), reader_.number(end + 48, 8)};
  }

  // Numbers that do not fit stand in the extra field of ZIP64, in the order of the entry.
  std::optional<Entry> entry_at(std::uint64_t place, std::uint64_t extra,
                                std::uint64_t length) const {
    Entry entry{reader_.u32(place + 20), reader_.u32(place + 42)};
    if (entry.packed != kIn64 && entry.local != kIn64) return entry;
    if (!reader_.has(extra, length)) return std::nullopt;
    std::uint64_t number = numbers_64(extra, extra + length);
    if (number == 0) return std::nullopt;
    const auto take = [&](std::uint64_t& value) {
      if (!reader_.has(number, 8)) return false;
      value = reader_.number(number, 8);
      number += 8;
      return true;
    };
    std::uint64_t size = 0;
    if (reader_.u32(place + 24) == kIn64 && !take(size)) return std::nullopt;
    if (entry.packed == kIn64 && !take(entry.packed)) return std::nullopt;
    if (entry.local == kIn64 && !take(entry.local)) return std::nullopt;
    return entry;
  }

  // Where the numbers of ZIP64 begin; 0 where there are none.
  std::uint64_t numbers_64(std::uint64_t place, std::uint64_t end) const {
    constexpr std::uint32_t kZip64 = 1;
    while (place + 4 <= end) {
      if (reader_.u16(place) == kZip64) return place + 4;
      place += 4 + std::uint64_t{reader_.u16(place + 2)};
    }
    return 0;
  }

  ByteReader reader_;
};

}  // namespace

std::optional<std::string_view> zip_member_place(std::string_view archive, std::uint64_t index) {
  const ZipReader reader(archive);
  const std::optional<Directory> directory = reader.directory();
  if (!directory) return std::nullopt;
  const std::optional<Entry> entry = reader.entry(*directory, index);
  return entry ? reader.bytes_of(*entry) : std::nullopt;
}

}  // namespace codegrid
