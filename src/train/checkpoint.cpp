#include "train/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <utility>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "train/manifest.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::string name_of(const TrainingState& state) {
  const std::string name = fmt::format("epoch-{:04}", state.epochs.size());
  return state.batch == 0 ? name : name + fmt::format("-batch-{:05}", state.batch);
}

TrainingState read_checkpoint(const fs::path& manifest_file) {
  Manifest manifest =
      decode_manifest(read_file(manifest_file, ExitCode::kBadData), manifest_file.string());
  const std::string file = fs::path(manifest_file).replace_extension(".safetensors").string();
  const std::string bytes = read_file(file, ExitCode::kBadData);
  if (bytes.size() != manifest.bytes) {
    throw data_error(fmt::format("{}: damaged ({} bytes; its manifest says {})", file, bytes.size(),
                                 manifest.bytes));
  }
  if (sha256_hex(bytes) != manifest.sha256)
    throw data_error(fmt::format("{}: damaged (its SHA-256 is not the manifest's)", file));
  manifest.state.tensors = decode_safetensors(bytes, file);
  return std::move(manifest.state);
}

// Files of `folder` that end in `extension`, none if there is no such folder.
std::vector<fs::path> files_with(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files = list_folder(folder);
  std::erase_if(files, [&](const fs::path& file) { return file.extension() != extension; });
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
  write_file(folder_ / (name + ".json"), encode_manifest(state, tensors));
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
