#include "train/checkpoint.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <new>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/memory_limit.hpp"
#include "core/read_file.hpp"
#include "train/manifest.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::string name_of(const TrainingState& state) {
  const std::string name = fmt::format("epoch-{:04}", state.epochs.size());
  return state.batch == 0 ? name : name + fmt::format("-batch-{:05}", state.batch);
}

constexpr int kFormatVersion = 4;
constexpr int kOldestRead = 3;  // it has the figures of all epochs in its manifest
constexpr const char* kExtension = ".safetensors";
constexpr const char* kOlderExtension = ".json";  // the manifests of formats 1 and 2
constexpr std::string_view kZeros =
    "0000000000000000000000000000000000000000000000000000000000000000";

// The header's first bytes, which lie behind eight of its length: the digest stands at a known
// place, and the format before it.
constexpr std::size_t kStartPlace = 8;
constexpr std::string_view kVersionStart = R"({"__metadata__":{"format_version":")";

std::string start(int version) {
  return fmt::format(R"({}{}","sha256":")", kVersionStart, version);
}

std::size_t bytes_of(const NamedTensors& tensors) {
  std::size_t bytes = 0;
  for (const auto& [name, tensor] : tensors) bytes += tensor.nbytes();
  return bytes;
}

std::string encode(const TrainingState& state, const RowsSeal& rows) {
  std::string bytes =
      encode_safetensors(state.tensors, {{"format_version", std::to_string(kFormatVersion)},
                                         {"sha256", std::string(kZeros)},
                                         {"training", encode_manifest(state, rows)}});
  TORCH_CHECK(std::string_view(bytes).substr(kStartPlace).starts_with(start(kFormatVersion)),
              "a tensor's name before __metadata__");
  const std::string digest = sha256_hex(bytes);
  return bytes.replace(kStartPlace + start(kFormatVersion).size(), digest.size(), digest);
}

// The version that a header names, null where it names none.
std::optional<int> version_of(std::string_view header) {
  if (!header.starts_with(kVersionStart)) return std::nullopt;
  header.remove_prefix(kVersionStart.size());
  int version = 0;
  const auto [end, error] = std::from_chars(header.begin(), header.end(), version);
  if (error != std::errc() || end == header.end() || *end != '"') return std::nullopt;
  return version;
}

std::string formats() { return fmt::format("{} and {}", kOldestRead, kFormatVersion); }

// Throws unless `bytes` are what `encode` gave, or that of an older format; leaves zeros in the
// digest's place.
void verify_digest(std::string& bytes, const std::string& file) {
  const std::string_view header =
      std::string_view(bytes).substr(std::min(kStartPlace, bytes.size()));
  const int version = version_of(header).value_or(kFormatVersion);
  if (version < kOldestRead || version > kFormatVersion) {
    throw data_error(fmt::format("{}: a checkpoint of format {}; this program reads formats {}",
                                 file, version, formats()));
  }
  const std::size_t place = kStartPlace + start(version).size();
  if (!header.starts_with(start(version)) || bytes.size() < place + kZeros.size()) {
    throw data_error(fmt::format("{}: damaged, or no checkpoint of format {} or {}", file,
                                 kOldestRead, kFormatVersion));
  }
  const std::string digest = bytes.substr(place, kZeros.size());
  bytes.replace(place, kZeros.size(), kZeros);
  if (sha256_hex(bytes) != digest)
    throw data_error(fmt::format("{}: damaged (its SHA-256 is another)", file));
}

Manifest read_checkpoint(const fs::path& path) {
  const std::string file = path.string();
  if (path.extension() == kOlderExtension) {
    throw data_error(fmt::format(
        "{}: of a checkpoint of format 1 or 2; this program reads formats {}", file, formats()));
  }
  std::string bytes = read_file(path, ExitCode::kBadData);
  verify_digest(bytes, file);
  SafetensorsFile read = decode_safetensors(bytes, file);
  Manifest manifest = decode_manifest(read.metadata["training"], file);
  manifest.state.tensors = std::move(read.tensors);
  return manifest;
}

// "epoch-0012-batch-00003" -> {12, 3}: how new a checkpoint is, also one that cannot be read.
std::pair<std::int64_t, std::int64_t> age_of(const fs::path& file) {
  long long epoch = -1;
  long long batch = 0;
  const std::string name = file.stem().string();
  if (std::sscanf(name.c_str(), "epoch-%lld-batch-%lld", &epoch, &batch) < 1) epoch = -1;
  return {epoch, batch};
}

}  // namespace

Checkpoints::Checkpoints(fs::path folder, EpochFiles rows)
    : folder_(std::move(folder)), spare_(folder_ / ".spare.tmp"), rows_(std::move(rows)) {}

Checkpoints::~Checkpoints() {
  std::error_code ignored;  // what stays is swept next time
  fs::remove(spare_, ignored);
}

void Checkpoints::write(const TrainingState& state) {
  const std::string name = name_of(state);
  std::string bytes;
  try {
    bytes = encode(state, seal(state.epochs));
  } catch (const std::bad_alloc&) {
    throw OutOfMemory(bytes_of(state.tensors), "a checkpoint");
  }
  write_file(folder_ / (name + kExtension), bytes, spare_);
  lay_aside_all_but(name, before_);
  before_ = name;
}

RowsSeal Checkpoints::seal(const std::vector<EpochRecord>& epochs) {
  TORCH_CHECK(sealed_epochs_ <= epochs.size(), "a checkpoint of fewer epochs than the one before");
  for (; sealed_epochs_ < epochs.size(); ++sealed_epochs_)
    sealed_.add(json_line(epochs[sealed_epochs_]) + "\n");
  return {epochs.empty() ? std::nullopt : std::optional(epochs.back()), sealed_.hex()};
}

Checkpoints::Found Checkpoints::newest() {
  std::vector<fs::path> files = list_folder(folder_);
  std::erase_if(files, [](const fs::path& file) {
    return file.extension() != kExtension && file.extension() != kOlderExtension;
  });
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return age_of(a) > age_of(b); });
  std::vector<std::string> why;
  for (const fs::path& file : files) {
    Manifest read;
    try {
      read = read_checkpoint(file);
    } catch (const Error& error) {
      why.emplace_back(error.what());
      continue;
    }
    if (read.rows) read.state.epochs = read_epoch_rows(rows_, *read.rows);
    before_ = file.stem().string();
    return {std::move(read.state), before_, std::move(why)};
  }
  std::string message =
      fmt::format("{}: no whole checkpoint to go on from; start a new run", folder_.string());
  for (const std::string& reason : why) message += "\n  " + reason;
  throw data_error(message);
}

void Checkpoints::lay_aside_all_but(const std::string& name, const std::string& other) const {
  std::error_code ignored;  // what stays is laid aside next time
  for (const fs::path& file : list_folder(folder_)) {
    if (file.extension() == kExtension && file.stem() != name && file.stem() != other)
      fs::rename(file, spare_, ignored);
  }
}

}  // namespace codegrid
