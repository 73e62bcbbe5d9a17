#include "encoder/encoder_file.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/long_digest.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::string_view kMetadata = "/extra/metadata.json";  // below the archive's own folder

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

// TorchScript files are ZIP archives, which begin so.
constexpr std::string_view kZipStart = "PK\x03\x04";

Archive open_archive(const std::string& bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive != nullptr) return {archive, &zip_discard};
  if (source != nullptr) zip_source_free(source);
  std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  const bool is_zip = bytes.starts_with(kZipStart);
  if (const auto kind = file_kind(bytes); kind && !is_zip)
    reason = fmt::format("found {}", kind->what);
  throw data_error(
      fmt::format("{}: {} TorchScript file; expected an encoder.pt of codegrid-train ({})", name,
                  is_zip ? "not a whole" : "no", reason));
}

// What a record can be at most when it is unpacked: deflate makes 1 byte of 1032 at best. Torch
// stores numbers as they are, and packs code.
double most_bytes(const zip_stat_t& record) {
  constexpr double kDeflate = 1032;
  return static_cast<double>(record.comp_size) *
         (record.comp_method == ZIP_CM_STORE ? 1 : kDeflate);
}

// Together, the packed records are shorter than the file; who loads one that claims more takes
// memory for its claim.
void check_claims(zip_t* archive, std::size_t file_size, const std::string& name) {
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_SIZE | ZIP_STAT_NAME | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
  zip_uint64_t left = file_size;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t record;
    const bool known = zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &record) == 0 &&
                       (record.valid & kNeeded) == kNeeded;
    if (!known) throw data_error(fmt::format("{}: damaged: its record {} has no size", name, i));
    if (record.comp_size > left || static_cast<double>(record.size) > most_bytes(record)) {
      throw data_error(fmt::format("{}: damaged: its record \"{}\" claims {}, of a file of {}",
                                   name, record.name, counted(record.size, "byte", "bytes"),
                                   with_commas(file_size)));
    }
    left -= record.comp_size;
  }
}

// The bytes of a record. `what` it is, for the message.
std::string read_record(zip_t* archive, zip_uint64_t index, std::size_t size, const char* what,
                        const std::string& name) {
  std::string text(size, '\0');
  zip_file_t* file = zip_fopen_index(archive, index, 0);
  if (file == nullptr) {
    throw data_error(
        fmt::format("{}: its {} cannot be read ({})", name, what, zip_strerror(archive)));
  }
  const zip_int64_t got = zip_fread(file, text.data(), text.size());
  const std::string reason = zip_file_strerror(file);
  // Closing tells whether the sum was right.
  if (zip_fclose(file) == 0 && got == static_cast<zip_int64_t>(size)) return text;
  throw data_error(fmt::format("{}: damaged: its {} is not whole{}", name, what,
                               got < 0 ? " (" + reason + ")" : ""));
}

// Calls `take` with the path of each record below the archive's own folder, its place and size.
template <class Take>
void for_each_record(zip_t* archive, const Take& take) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t record;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &record) != 0) continue;
    const std::string_view path = record.name;
    const std::size_t folder = path.find('/');
    if (folder != std::string_view::npos) take(path.substr(folder), record.index, record.size);
  }
}

// What the archive is instead where no record is one that every TorchScript file has; empty where
// it may be one.
std::string other_archive(zip_t* archive) {
  bool has_code = false;
  bool has_tensors = false;
  for_each_record(archive, [&](std::string_view path, zip_uint64_t, std::size_t) {
    has_code =
        has_code || path == "/constants.pkl" || path == "/model.json" || path.starts_with("/code/");
    has_tensors = has_tensors || path == "/data.pkl";
  });
  if (has_code) return "";
  if (has_tensors) {
    return "a file of torch.save, which holds weights and no code: save the module itself by "
           "torch.jit.script or torch.jit.trace";
  }
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count == 0) return "an empty ZIP archive";
  const char* first = zip_get_name(archive, 0, ZIP_FL_ENC_RAW);
  return fmt::format("a ZIP archive of {}, the first: {}",
                     counted(count, "other file", "other files"),
                     printable(first == nullptr ? "" : first));
}

// Of the first record of that name; empty where there is none.
std::string read_metadata(zip_t* archive, const std::string& name) {
  std::string text;
  for_each_record(archive, [&](std::string_view path, zip_uint64_t index, std::size_t size) {
    if (path == kMetadata && text.empty())
      text = read_record(archive, index, size, "metadata.json", name);
  });
  return text;
}

// The first device but the CPU that the code of the archive makes itself.
std::string read_device_in_code(zip_t* archive, const std::string& name) {
  constexpr std::string_view kDevice = "torch.device(\"cuda";
  std::string device;
  for_each_record(archive, [&](std::string_view path, zip_uint64_t index, std::size_t size) {
    if (!device.empty() || !path.starts_with("/code/") || !path.ends_with(".py")) return;
    const std::string code = read_record(archive, index, size, "code", name);
    const std::size_t place = code.find(kDevice);
    if (place == std::string::npos) return;
    const std::size_t begin = code.find('"', place) + 1;
    device = code.substr(begin, code.find('"', begin) - begin);
  });
  return device;
}

}  // namespace

EncoderFile::EncoderFile(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)) {
  if (bytes_.empty())
    throw data_error(fmt::format("{}: empty; expected an encoder file (encoder.pt)", name_));
  const Archive archive = open_archive(bytes_, name_);
  check_claims(archive.get(), bytes_.size(), name_);
  if (const std::string other = other_archive(archive.get()); !other.empty()) {
    throw data_error(
        fmt::format("{}: no TorchScript file; expected an encoder.pt of codegrid-train (found {})",
                    name_, other));
  }
  metadata_ = read_metadata(archive.get(), name_);
  device_in_code_ = read_device_in_code(archive.get(), name_);
}

EncoderFile EncoderFile::read(const std::filesystem::path& path) {
  return {path.string(), read_file(path, ExitCode::kBadData)};
}

std::string EncoderFile::sha256() const { return long_sha256_hex(bytes_); }

EncoderMetadata EncoderFile::metadata() const {
  if (metadata_.empty()) {
    throw data_error(
        fmt::format("{}: a TorchScript file without metadata.json inside; expected an encoder.pt "
                    "of codegrid-train",
                    name_));
  }
  return parse_metadata(metadata_, name_);
}

}  // namespace codegrid
