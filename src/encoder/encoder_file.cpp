#include "encoder/encoder_file.hpp"
#include "core/long_digest.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::string_view kMetadata = "/extra/metadata.json";  // below the archive's own folder

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

// TorchScript files are ZIP archives.
Archive open_archive(const std::string& bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive != nullptr) return {archive, &zip_discard};
  if (source != nullptr) zip_source_free(source);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw data_error(
      fmt::format("{}: not a whole TorchScript file; expected an encoder.pt of codegrid-train ({})",
                  name, reason));
}

// Torch stores its records as they are, so that together they are shorter than the file; who loads
// one that claims more takes memory for its claim.
void check_claims(zip_t* archive, std::size_t file_size, const std::string& name) {
  zip_uint64_t left = file_size;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t record;
    const bool known = zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &record) == 0 &&
                       (record.valid & ZIP_STAT_SIZE) != 0 && (record.valid & ZIP_STAT_NAME) != 0;
    if (!known) throw data_error(fmt::format("{}: damaged: its record {} has no size", name, i));
    if (record.size > left) {
      throw data_error(fmt::format("{}: damaged: its record \"{}\" claims {}, of a file of {}",
                                   name, record.name, number_of(record.size, "byte", "bytes"),
                                   file_size));
    }
    left -= record.size;
  }
}

// Of the first record of that name; empty where there is none.
std::string read_metadata(zip_t* archive, const std::string& name) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t record;
    if (zip_stat_index(archive, index, 0, &record) != 0) continue;
    const std::string_view path = record.name;
    if (path.find('/') != path.size() - kMetadata.size() || !path.ends_with(kMetadata)) continue;
    std::string text(record.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, index, 0);
    const zip_int64_t got = file == nullptr ? -1 : zip_fread(file, text.data(), text.size());
    // Closing tells whether the sum was right.
    const bool whole =
        file != nullptr && zip_fclose(file) == 0 && got == static_cast<zip_int64_t>(text.size());
    if (!whole) throw data_error(fmt::format("{}: damaged: its metadata.json is not whole", name));
    return text;
  }
  return {};
}

}  // namespace

EncoderFile::EncoderFile(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)) {
  if (bytes_.empty())
    throw data_error(fmt::format("{}: empty; expected an encoder file (encoder.pt)", name_));
  const Archive archive = open_archive(bytes_, name_);
  check_claims(archive.get(), bytes_.size(), name_);
  metadata_ = read_metadata(archive.get(), name_);
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
