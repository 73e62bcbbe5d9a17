#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/cache/unpacked_array.hpp"
#include "data/image_set.hpp"
#include "data/sources/npz_archive.hpp"
#include "tensor/npy_header.hpp"

namespace codegrid {

/// An array of a .npy file or of one in a .npz archive.
struct NpyArray {
  std::string name;  ///< Of the file, in an archive also of the array; as printable text.
  NpyHeader header;
  OwnedBytes file;  ///< Header and values, as many bytes as the header says.
  std::string_view values() const { return file.bytes.substr(header.length); }
};

/// Which array is meant where an archive is named without one.
using Wanted = std::function<bool(const NpyHeader& header)>;

/// The array that `path` names: a .npy file; "x.npz/name", an array in an archive; "x.npz", the
/// only one there that is `wanted`. `what` those are, for the message: "images". A .npy file is
/// mapped, and so is an array that lies unpacked in its archive; a packed one is read into memory,
/// or mapped in `cache` where it is larger than that allows. The file is added to `sources` unless
/// it is there.
/// Throws Error(kBadData): see NpzArchive and parse_npy_header; also for a file that is missing,
/// neither .npy nor .npz, not as long as its header says, or of values of no fixed length.
NpyArray read_npy_array(const std::filesystem::path& path, const Wanted& wanted,
                        std::string_view what, std::vector<Source>& sources,
                        const ArrayCache& cache = {});

/// The bytes of a packed array in an archive, given its name and how many there are.
using Unpack = std::function<OwnedBytes(const NpzArchive& archive, const std::string& array,
                                        std::uint64_t bytes)>;

/// The same of a file's bytes; `array` may be empty, `name` is that of the file. A packed array is
/// unpacked by `unpack`, or into memory where that is empty.
NpyArray parse_npy_array(const OwnedBytes& file, const std::string& name, const std::string& array,
                         const Wanted& wanted, std::string_view what, const Unpack& unpack = {});

/// Bytes of one value of a type such as "<f4" or "|u1" (of text, "<U7": 28). Throws Error(kBadData)
/// for Python objects, records and whatever has no such length.
std::uint64_t npy_value_size(const std::string& type, const std::string& name);

}  // namespace codegrid
