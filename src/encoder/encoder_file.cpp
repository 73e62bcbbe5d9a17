#include "encoder/encoder_file.hpp"

#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/istream_adapter.h>
#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "encoder/archive_error.hpp"

namespace codegrid {
namespace {

using caffe2::serialize::PyTorchStreamReader;

constexpr const char* kMetadata = "extra/metadata.json";

// Records are stored as they are, so that together they are shorter than the file: one that claims
// more would have memory taken for its claim.
void check_claims(PyTorchStreamReader& reader, std::size_t file_size, const std::string& name) {
  std::size_t left = file_size;
  for (const std::string& record : reader.getAllRecords()) {
    const std::size_t claimed = reader.getRecordSize(record);
    if (claimed > left) {
      throw data_error(
          fmt::format("{}: damaged: its record \"{}\" claims {} bytes, of a file of {}", name,
                      record, claimed, file_size));
    }
    left -= claimed;
  }
}

std::string read_metadata(const std::string& bytes, const std::string& name) {
  std::istringstream stream(bytes);
  PyTorchStreamReader reader(&stream);
  check_claims(reader, bytes.size(), name);
  if (!reader.hasRecord(kMetadata)) return {};
  const auto [data, size] = reader.getRecord(kMetadata);
  return {static_cast<const char*>(data.get()), size};
}

}  // namespace

EncoderFile::EncoderFile(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)) {
  if (bytes_.empty())
    throw data_error(fmt::format("{}: empty; expected an encoder file (encoder.pt)", name_));
  metadata_ = refusing_archives(name_, [&] { return read_metadata(bytes_, name_); });
}

EncoderFile EncoderFile::read(const std::filesystem::path& path) {
  return {path.string(), read_file(path, ExitCode::kBadData)};
}

std::string EncoderFile::sha256() const { return sha256_hex(bytes_); }

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
