#include "data/sources/npy_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/long_digest.hpp"
#include "core/mapped_file.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/similar_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

struct ArrayPlace {
  fs::path file;
  std::string array;  // empty: none is named
};

// Of "folder/x.npz/name": the file is where the folders end.
ArrayPlace place_of_array(const fs::path& path) {
  std::error_code ignored;
  for (fs::path file = path; file.has_relative_path(); file = file.parent_path()) {
    const fs::file_type type = fs::status(file, ignored).type();
    const bool names_archive = file.extension() == ".npz" && type == fs::file_type::not_found;
    const bool is_there = type != fs::file_type::not_found && type != fs::file_type::none;
    if (is_there && type == fs::file_type::directory) break;
    if (is_there || names_archive) return {file, path.lexically_relative(file).string()};
  }
  return {path, "."};
}

// As many bytes as the whole .npy file has by its header.
std::uint64_t stated_npy_length(const NpyHeader& header, const std::string& name) {
  const std::uint64_t size = npy_value_size(header.type, name);
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::uint64_t values = header.values();
  if (size > 0 && values > (kMost - header.length) / size)
    throw bad_npy(name, "shape " + header.shape_text(), "a smaller shape");
  return header.length + values * size;
}

NpyArray array_of_npy(const OwnedBytes& file, const std::string& name) {
  NpyArray array{name, parse_npy_header(file.bytes, name), file};
  const std::uint64_t expected = stated_npy_length(array.header, name);
  if (file.bytes.size() == expected) return array;
  throw bad_npy(name, counted(array.values().size(), "byte", "bytes") + " of values",
                with_commas(expected - array.header.length) + " by its header");
}

// What is neither a .npy file nor an archive of them; `what` was expected in it.
Error no_array_file(std::string_view bytes, const std::string& name, std::string_view what) {
  const std::string expected =
      fmt::format("expected a .npy or .npz file of NumPy's with {} in it", what);
  if (bytes.empty()) return data_error(fmt::format("{}: is empty, {}", name, expected));
  const auto kind = file_kind(bytes);
  if (!kind) return data_error(fmt::format("{}: is neither, {}", name, expected));
  const bool no_images = what == "labels" && is_of_pictures(*kind);
  return data_error(fmt::format("{}: is {}, {}; {}", name, kind->what, expected,
                                no_images ? "name another file" : kind->advice));
}

NpyHeader header_in(const NpzArchive& archive, const std::string& array) {
  return parse_npy_header(archive.start_of_array(array, kNpyHeaderMost), archive.full_name(array));
}

// The only array that is wanted.
std::string array_meant(const NpzArchive& archive, const Wanted& wanted, std::string_view what,
                        const std::string& name) {
  std::vector<std::string> found;
  std::vector<std::string> all;
  for (const std::string& array : archive.arrays()) {
    const NpyHeader header = header_in(archive, array);
    if (wanted(header)) found.push_back(array);
    if (all.size() < 20) all.push_back(printable(array) + " " + header.shape_text());
  }
  if (found.size() == 1) return found.front();
  throw data_error(fmt::format(
      "{}: holds {} that may be {}, expected one or its name behind the file's, as in {}/{}; it "
      "holds {}",
      name, found.empty() ? "no array" : counted(found.size(), "array", "arrays"), what,
      fs::path(name).filename().string(),
      printable(found.empty() ? archive.arrays().front() : found.front()), fmt::join(all, ", ")));
}

NpyArray array_of_npz(const OwnedBytes& file, const std::string& name, const std::string& array,
                      const Wanted& wanted, std::string_view what, const Unpack& unpack) {
  const NpzArchive archive(file, name);
  const std::string meant = array.empty() ? array_meant(archive, wanted, what, name) : array;
  const NpyHeader header = header_in(archive, meant);
  const std::string full_name = archive.full_name(meant);
  const std::uint64_t length = stated_npy_length(header, full_name);
  std::optional<OwnedBytes> bytes = archive.in_place(meant, length);
  if (!bytes) bytes = unpack ? unpack(archive, meant, length) : archive.read(meant, length);
  return {full_name, header, *std::move(bytes)};
}

}  // namespace

std::uint64_t npy_value_size(const std::string& type, const std::string& name) {
  const char kind = type.size() > 1 ? type[1] : '\0';
  if (type.starts_with('[') || kind == 'V') {
    throw data_error(
        fmt::format("{}: holds records, expected numbers; save one field of them", name));
  }
  if (kind == 'O') {
    throw data_error(fmt::format(
        "{}: holds Python objects (pickle), which run code when they are loaded, expected numbers; "
        "save it as such, with dtype=numpy.uint8 say",
        name));
  }
  std::uint64_t size = 0;
  constexpr std::uint64_t kMost = 1 << 20;
  const char* end = type.data() + type.size();
  const auto [last, status] = std::from_chars(std::min(type.data() + 2, end), end, size);
  const bool is_whole = last == end || *last == '[';  // a time has its unit behind: "<M8[ns]"
  const bool has_order =
      kind != '\0' && std::string_view("<>|=").find(type[0]) != std::string::npos;
  if (!has_order || status != std::errc{} || !is_whole || size == 0 || size > kMost) {
    constexpr std::size_t kShown = 40;
    throw bad_npy(name, fmt::format("type '{}'", printable(type.substr(0, kShown))),
                  "a type of NumPy's");
  }
  return kind == 'U' ? 4 * size : size;
}

NpyArray parse_npy_array(const OwnedBytes& file, const std::string& name, const std::string& array,
                         const Wanted& wanted, std::string_view what, const Unpack& unpack) {
  if (file.bytes.starts_with(kNpyMagic)) {
    if (array.empty()) return array_of_npy(file, name);
    throw data_error(
        fmt::format("{}: is one array, a .npy file, expected a .npz file with an array "
                    "\"{}\"; leave out that name",
                    name, printable(array)));
  }
  if (file.bytes.starts_with("PK")) return array_of_npz(file, name, array, wanted, what, unpack);
  throw no_array_file(file.bytes, name, what);
}

NpyArray read_npy_array(const fs::path& path, const Wanted& wanted, std::string_view what,
                        std::vector<Source>& sources, const ArrayCache& cache) {
  const ArrayPlace place = place_of_array(path);
  require_file(place.file);
  auto mapped = std::make_shared<const MappedFile>(place.file, ExitCode::kBadData);
  const OwnedBytes file{mapped, mapped->bytes()};
  const std::string name = place.file.string();
  const std::string array = place.array == "." ? "" : place.array;
  std::string sha256;
  if (const auto known = std::ranges::find(sources, name, &Source::path); known != sources.end())
    sha256 = known->sha256;
  const auto unpack = [&](const NpzArchive& archive, const std::string& packed,
                          std::uint64_t bytes) {
    if (bytes <= cache.most_in_memory) return archive.read(packed, bytes);
    if (sha256.empty()) sha256 = long_sha256_hex(file.bytes);
    return unpacked_array(archive, {place.file, sha256, packed, bytes}, cache);
  };
  NpyArray result = parse_npy_array(file, printable(name), array, wanted, what, unpack);
  if (sha256.empty()) sha256 = long_sha256_hex(file.bytes);
  if (std::ranges::find(sources, name, &Source::path) == sources.end())
    sources.push_back({name, sha256});
  return result;
}

}  // namespace codegrid
