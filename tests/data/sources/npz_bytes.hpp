#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/fixtures.hpp"
#include "tensor/npy_header.hpp"

namespace codegrid {

/// A .npy file of format 1.0.
inline std::string npy_bytes(const std::string& type, const std::string& shape,
                             std::string_view values, const std::string& fortran = "False") {
  const std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
  std::string bytes(kNpyMagic);
  bytes +=
      {'\1', '\0', static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  return bytes + header + std::string(values);
}

/// A member of a ZIP archive as it is written, right or wrong.
struct ZipMember {
  std::string name;
  std::string bytes;
  bool deflated = false;
  std::int64_t claim = -1;   ///< Its size by the archive; -1: what it is.
  std::uint16_t method = 0;  ///< Other than 0: instead of what it is.
  bool encrypted = false;    ///< Says so, and is not.
};

namespace zip_writing {

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

}  // namespace zip_writing

/// A ZIP archive of `members` (PKWARE's APPNOTE.TXT, 4.3): each with its header, then the
/// directory.
inline std::string zip_bytes(const std::vector<ZipMember>& members) {
  using zip_writing::little;
  std::string archive;
  std::string directory;
  for (const ZipMember& member : members) {
    const std::string packed = member.deflated ? deflated(member.bytes, -MAX_WBITS) : member.bytes;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()),
                           static_cast<uInt>(member.bytes.size()));
    const std::uint64_t size =
        member.claim < 0 ? member.bytes.size() : static_cast<std::uint64_t>(member.claim);
    const int method = member.method != 0 ? member.method : member.deflated ? 8 : 0;
    const std::string common = little(20, 2) + little(member.encrypted ? 1 : 0, 2) +
                               little(static_cast<std::uint64_t>(method), 2) + little(0, 4) +
                               little(sum, 4) + little(packed.size(), 4) + little(size, 4) +
                               little(member.name.size(), 2) + little(0, 2);
    directory += "PK\1\2" + little(20, 2) + common + little(0, 6) + little(0, 4) +
                 little(archive.size(), 4) + member.name;
    archive += "PK\3\4" + common + member.name + packed;
  }
  const std::string end = "PK\5\6" + little(0, 4) + little(members.size(), 2) +
                          little(members.size(), 2) + little(directory.size(), 4) +
                          little(archive.size(), 4) + little(0, 2);
  return archive + directory + end;
}

}  // namespace codegrid
