#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace codegrid {

/// What two runs of one job have in common in a checkpoint of these bytes: its tensors (weights,
/// buffers, the optimizer's state, generators), each at its place and to the bit, and its manifest
/// but for what a clock gave. "not whole" where it cannot be read.
inline std::string checkpoint_without_clock(const std::string& bytes) {
  using nlohmann::json;
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) return "not whole";
  std::memcpy(&length, bytes.data(), sizeof length);
  json header = json::parse(bytes.substr(sizeof length, length), nullptr, false);
  if (!header.is_object()) return "not whole";
  json& metadata = header["__metadata__"];
  json manifest = json::parse(metadata.value("training", ""), nullptr, false);
  if (!manifest.is_object()) return "not whole";
  manifest.erase("seconds");
  for (json& epoch : manifest["epochs"]) {
    epoch.erase("seconds");
    epoch.erase("images_per_second");
  }
  metadata["training"] = manifest;
  metadata.erase("sha256");  // of the clock's figures too
  return header.dump() + bytes.substr(sizeof length + length);
}

/// The name of the newest checkpoint of the finished run in folder `run`; empty if it has none.
inline std::string newest_checkpoint(const std::filesystem::path& run) {
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator(run / "checkpoints"))
    newest = std::max(newest, entry.path().filename().string());
  return newest;
}

}  // namespace codegrid
