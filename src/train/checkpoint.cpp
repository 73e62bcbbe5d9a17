#include "train/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;

constexpr int kFormatVersion = 2;
constexpr const char* kDigest = "manifest_sha256";

std::string name_of(const TrainingState& state) {
  const std::string name = fmt::format("epoch-{:04}", state.epochs.size());
  return state.batch == 0 ? name : name + fmt::format("-batch-{:05}", state.batch);
}

json epoch_json(const EpochRecord& r) {
  return {{"epoch", r.epoch},
          {"train_loss", r.train_loss},
          {"val_loss", r.val_loss},
          {"seconds", r.seconds},
          {"images_per_second", r.images_per_second},
          {"best", r.best}};
}

// JSON has no infinity, which is the best loss before the first epoch.
json best_json(double best) { return std::isfinite(best) ? json(best) : json(nullptr); }

json manifest_of(const TrainingState& state, const std::string& tensors) {
  json epochs = json::array();
  for (const EpochRecord& record : state.epochs) epochs.push_back(epoch_json(record));
  json manifest{{"format_version", kFormatVersion},
                {"bytes", tensors.size()},
                {"sha256", sha256_hex(tensors)},
                {"batch", state.batch},
                {"seconds", state.seconds},
                {"early_stopping",
                 {{"best", best_json(state.stopping.best)},
                  {"best_epoch", state.stopping.best_epoch},
                  {"waited", state.stopping.waited}}},
                {"epochs", epochs}};
  manifest[kDigest] = sha256_hex(manifest.dump());
  return manifest;
}

Error damaged(const fs::path& file, const std::string& what) {
  return data_error(fmt::format("{}: {}", file.string(), what));
}

// The manifest in `file`, its digest and version found right.
json read_manifest(const fs::path& file) {
  json manifest =
      parse_json(read_file(file, ExitCode::kBadData), file.string(), ExitCode::kBadData);
  if (!manifest.is_object()) throw damaged(file, "no manifest of a checkpoint");
  const json version = manifest.value("format_version", json());
  if (version.is_number_unsigned() && version != kFormatVersion) {
    throw damaged(file, fmt::format("a checkpoint of format {}; this program reads format {}",
                                    version.get<std::uint64_t>(), kFormatVersion));
  }
  const json digest = manifest.value(kDigest, json());
  manifest.erase(kDigest);
  if (digest != sha256_hex(manifest.dump()))
    throw damaged(file, "damaged (its SHA-256 is another)");
  return manifest;
}

TrainingState state_of(const json& manifest) {
  TrainingState state;
  manifest.at("batch").get_to(state.batch);
  manifest.at("seconds").get_to(state.seconds);
  const json& stopping = manifest.at("early_stopping");
  if (!stopping.at("best").is_null()) stopping.at("best").get_to(state.stopping.best);
  stopping.at("best_epoch").get_to(state.stopping.best_epoch);
  stopping.at("waited").get_to(state.stopping.waited);
  for (const json& r : manifest.at("epochs")) {
    state.epochs.push_back({r.at("epoch"), r.at("train_loss"), r.at("val_loss"), r.at("seconds"),
                            r.at("images_per_second"), r.at("best")});
    if (state.epochs.back().epoch != static_cast<std::int64_t>(state.epochs.size()))
      throw std::out_of_range("epochs out of order");
  }
  if (state.batch < 0 || state.stopping.best_epoch < 0 ||
      state.stopping.best_epoch > static_cast<std::int64_t>(state.epochs.size())) {
    throw std::out_of_range("a count out of range");
  }
  return state;
}

TrainingState read_checkpoint(const fs::path& manifest_file) {
  const json manifest = read_manifest(manifest_file);
  const fs::path file = fs::path(manifest_file).replace_extension(".safetensors");
  try {
    TrainingState state = state_of(manifest);
    const std::string bytes = read_file(file, ExitCode::kBadData);
    if (bytes.size() != manifest.at("bytes").get<std::uint64_t>()) {
      throw damaged(file, fmt::format("damaged ({} bytes; its manifest says {})", bytes.size(),
                                      manifest.at("bytes").get<std::uint64_t>()));
    }
    if (manifest.at("sha256") != sha256_hex(bytes))
      throw damaged(file, "damaged (its SHA-256 is not the manifest's)");
    state.tensors = decode_safetensors(bytes, file.string());
    return state;
  } catch (const json::exception& error) {
    throw damaged(manifest_file, fmt::format("no manifest of a checkpoint ({})", error.what()));
  } catch (const std::out_of_range& error) {
    throw damaged(manifest_file, fmt::format("no manifest of a checkpoint ({})", error.what()));
  }
}

// Files of `folder` that end in `extension`, none if there is no such folder.
std::vector<fs::path> files_with(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
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

void Checkpoints::write(const TrainingState& state) {
  const std::string name = name_of(state);
  const std::string tensors = encode_safetensors(state.tensors);
  write_file(folder_ / (name + ".safetensors"), tensors);
  write_file(folder_ / (name + ".json"), manifest_of(state, tensors).dump(1) + "\n");
  remove_all_but(name, before_);
  before_ = name;
}

Checkpoints::Found Checkpoints::newest() {
  std::vector<fs::path> manifests = files_with(folder_, ".json");
  std::sort(manifests.begin(), manifests.end(),
            [](const fs::path& a, const fs::path& b) { return age_of(a) > age_of(b); });
  std::vector<std::string> why;
  for (const fs::path& file : manifests) {
    try {
      Found found{read_checkpoint(file), file.stem().string(), why};
      before_ = found.name;
      return found;
    } catch (const Error& error) {
      why.emplace_back(error.what());
    }
  }
  std::string message = fmt::format("{}: no whole checkpoint to go on from", folder_.string());
  for (const std::string& reason : why) message += "\n  " + reason;
  throw data_error(message);
}

// A manifest goes before what it proves.
void Checkpoints::remove_all_but(const std::string& name, const std::string& other) const {
  std::error_code ignored;  // what stays is swept next time
  for (const char* extension : {".json", ".safetensors"}) {
    for (const fs::path& file : files_with(folder_, extension)) {
      if (file.stem() != name && file.stem() != other) fs::remove(file, ignored);
    }
  }
}

}  // namespace codegrid
