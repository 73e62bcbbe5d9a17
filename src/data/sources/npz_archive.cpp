#include "data/sources/npz_archive.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/interrupt.hpp"
#include "core/nearest.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/sources/zip_place.hpp"

namespace codegrid {
namespace {

constexpr std::string_view kNpyEnding = ".npy";

Error damaged_archive(const std::string& name, std::string_view what) {
  return data_error(fmt::format("{}: damaged: {}; copy or fetch it again", name, what));
}

zip_t* open_zip(std::string_view bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive != nullptr) return archive;
  if (source != nullptr) zip_source_free(source);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (bytes.starts_with("PK"))
    throw data_error(
        fmt::format("{}: no whole ZIP archive ({}), expected a .npz file as numpy.savez writes it; "
                    "copy or fetch it again",
                    name, reason));
  const auto kind = file_kind(bytes);
  throw data_error(fmt::format("{}: is {}, expected a .npz file as numpy.savez writes it", name,
                               kind ? kind->what : "no ZIP archive"));
}

// A member's bytes, from the front.
class MemberReader {
 public:
  MemberReader(zip_t* archive, std::uint64_t index, const std::string& name)
      : file_(zip_fopen_index(archive, index, 0)), name_(name) {
    if (file_ == nullptr) throw damaged_archive(name_, zip_strerror(archive));
  }
  ~MemberReader() {
    if (file_ != nullptr) zip_fclose(file_);
  }
  MemberReader(const MemberReader&) = delete;
  MemberReader& operator=(const MemberReader&) = delete;

  // Up to `count` bytes to `to`; fewer only at the member's end, where its sum is checked.
  std::size_t read(char* to, std::size_t count) {
    constexpr std::size_t kStep = std::size_t{1} << 24;  // bytes between two looks at signals
    std::size_t filled = 0;
    while (filled < count) {
      stop_if_interrupted();
      const zip_int64_t got = zip_fread(file_, to + filled, std::min(count - filled, kStep));
      if (got < 0) throw damaged_archive(name_, zip_file_strerror(file_));
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  zip_file_t* file_;
  const std::string& name_;
};

Error other_length(const std::string& name, std::uint64_t found, std::uint64_t expected) {
  return damaged_archive(
      name, fmt::format("it holds {} than the {} of its entry", found < expected ? "less" : "more",
                        counted(expected, "byte", "bytes")));
}

// CRC-32 (ISO 3309), as the archive states it.
std::uint32_t sum_of(std::string_view bytes) {
  constexpr std::size_t kStep = std::size_t{1} << 24;  // bytes between two looks at signals
  uLong sum = crc32(0, nullptr, 0);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kStep))) {
    stop_if_interrupted();
    const std::string_view piece = bytes.substr(0, kStep);
    sum = crc32(sum, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
  }
  return static_cast<std::uint32_t>(sum);
}

// What a member can hold at most: deflate makes 1,032 bytes of one at best.
double most_bytes_of(const zip_stat_t& member) {
  constexpr double kDeflate = 1032;
  return static_cast<double>(member.comp_size) *
         (member.comp_method == ZIP_CM_STORE ? 1 : kDeflate);
}

// Of the member `index`, checked; `left` of the archive's bytes for it and those after it.
zip_stat_t checked_stat(zip_t* archive, std::uint64_t index, std::uint64_t& left,
                        const std::string& name) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_NAME | ZIP_STAT_COMP_SIZE |
                                   ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_CRC;
  zip_stat_t stat;
  if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) != 0 ||
      (stat.valid & kNeeded) != kNeeded)
    throw damaged_archive(name, fmt::format("its member {} has no name or size", index));
  const std::string member = printable(stat.name);
  if (stat.encryption_method != ZIP_EM_NONE)
    throw data_error(fmt::format("{}: \"{}\" is encrypted; save it without", name, member));
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    throw data_error(
        fmt::format("{}: \"{}\" is compressed by method {} of ZIP, expected deflate or none; save "
                    "it by numpy.savez or numpy.savez_compressed",
                    name, member, stat.comp_method));
  }
  if (stat.comp_size > left || static_cast<double>(stat.size) > most_bytes_of(stat)) {
    throw damaged_archive(
        name, fmt::format("\"{}\" claims {}, of {} that are packed", member,
                          counted(stat.size, "byte", "bytes"), with_commas(stat.comp_size)));
  }
  left -= stat.comp_size;
  return stat;
}

}  // namespace

struct NpzArchive::Member {
  std::string array;
  std::uint64_t index;
  std::uint64_t size;
  std::uint32_t sum;  // CRC-32
  bool packed;
};

struct NpzArchive::Archive {
  OwnedBytes file;
  std::unique_ptr<zip_t, decltype(&zip_discard)> zip;
};

NpzArchive::NpzArchive(OwnedBytes archive, std::string name) : name_(printable(name)) {
  zip_t* zip = open_zip(archive.bytes, name_);
  archive_.reset(new Archive{std::move(archive), {zip, &zip_discard}});
  std::uint64_t left = archive_->file.bytes.size();
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(zip, 0));
  for (std::uint64_t i = 0; i < count; ++i) {
    const zip_stat_t stat = checked_stat(zip, i, left, name_);
    const std::string_view file = stat.name;
    if (file.ends_with(kNpyEnding))
      members_.push_back({std::string(file.substr(0, file.size() - kNpyEnding.size())), i,
                          stat.size, stat.crc, stat.comp_method != ZIP_CM_STORE});
  }
  if (members_.empty()) {
    throw data_error(fmt::format(
        "{}: holds no array, expected .npy files in it, as numpy.savez writes them", name_));
  }
  std::vector<std::string> names = arrays();
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end()) return;
  throw data_error(fmt::format("{}: holds two arrays \"{}\", expected each name once", name_,
                               printable(*twice)));
}

NpzArchive::~NpzArchive() = default;

std::vector<std::string> NpzArchive::arrays() const {
  std::vector<std::string> names;
  for (const Member& each : members_) names.push_back(each.array);
  return names;
}

std::string NpzArchive::full_name(const std::string& array) const {
  return fmt::format("{}/{}", name_, printable(array));
}

const NpzArchive::Member& NpzArchive::member(const std::string& array) const {
  const auto found = std::ranges::find(members_, array, &Member::array);
  if (found != members_.end()) return *found;
  std::vector<std::string> names;
  for (const Member& each : members_) names.push_back(printable(each.array));
  const std::string meant = likely_name(array, names);
  constexpr std::size_t kShown = 20;
  const std::size_t hidden = names.size() - std::min(names.size(), kShown);
  names.resize(names.size() - hidden);
  throw data_error(fmt::format("{}: holds no array \"{}\", only {}{}{}", name_, printable(array),
                               fmt::join(names, ", "),
                               hidden > 0 ? fmt::format(" and {} more", hidden) : "",
                               meant.empty() ? "" : fmt::format("; did you mean {}?", meant)));
}

std::string NpzArchive::start_of_array(const std::string& array, std::size_t count) const {
  const Member& found = member(array);
  std::string start(static_cast<std::size_t>(std::min<std::uint64_t>(count, found.size)), '\0');
  const std::string name = full_name(array);
  MemberReader reader(archive_->zip.get(), found.index, name);
  start.resize(reader.read(start.data(), start.size()));
  return start;
}

const NpzArchive::Member& NpzArchive::member_of(const std::string& array,
                                                std::uint64_t bytes) const {
  const Member& found = member(array);
  if (found.size == bytes) return found;
  throw data_error(
      fmt::format("{}: {} in the archive, but {} by the array's header; save the file again",
                  full_name(array), counted(found.size, "byte", "bytes"), with_commas(bytes)));
}

OwnedBytes NpzArchive::read(const std::string& array, std::uint64_t expected) const {
  const Member& found = member_of(array, expected);
  const std::string name = full_name(array);
  const auto size = static_cast<std::size_t>(expected);
  const auto values = std::make_shared_for_overwrite<char[]>(size + 1);
  MemberReader reader(archive_->zip.get(), found.index, name);
  // One byte more than there are: at the end, libzip compares the sum.
  const std::size_t got = reader.read(values.get(), size + 1);
  if (got != size) throw other_length(name, got, size);
  return {values, {values.get(), size}};
}

void NpzArchive::unpack(const std::string& array, std::uint64_t expected,
                        const std::function<void(std::string_view piece)>& take) const {
  const Member& found = member_of(array, expected);
  const std::string name = full_name(array);
  MemberReader reader(archive_->zip.get(), found.index, name);
  std::string piece(std::size_t{1} << 22, '\0');
  std::uint64_t left = expected;
  while (left > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left));
    const std::size_t got = reader.read(piece.data(), wanted);
    take(std::string_view(piece).substr(0, got));
    left -= got;
    if (got < wanted) throw other_length(name, expected - left, expected);
  }
  // At the end, libzip compares the sum.
  if (reader.read(piece.data(), 1) != 0) throw other_length(name, expected + 1, expected);
}

std::optional<OwnedBytes> NpzArchive::in_place(const std::string& array,
                                               std::uint64_t expected) const {
  const Member& found = member_of(array, expected);
  if (found.packed) return std::nullopt;
  const std::optional<std::string_view> bytes = zip_member_place(archive_->file.bytes, found.index);
  // Where it is another one, libzip says what is wrong with it.
  if (!bytes || bytes->size() != expected || sum_of(*bytes) != found.sum) return std::nullopt;
  return OwnedBytes{archive_->file.owner, *bytes};
}

}  // namespace codegrid
