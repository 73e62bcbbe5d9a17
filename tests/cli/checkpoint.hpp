#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace codegrid {

/// The header of a checkpoint of these bytes, its manifest parsed as "training"; null where it
/// cannot be read. Leaves the place behind it in `end`.
inline nlohmann::json checkpoint_header(const std::string& bytes, std::size_t& end) {
  using nlohmann::json;
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) return nullptr;
  std::memcpy(&length, bytes.data(), sizeof length);
  json header = json::parse(bytes.substr(sizeof length, length), nullptr, false);
  if (!header.is_object()) return nullptr;
  json& metadata = header["__metadata__"];
  json manifest = json::parse(metadata.value("training", ""), nullptr, false);
  if (!manifest.is_object()) return nullptr;
  metadata["training"] = manifest;
  end = sizeof length + length;
  return header;
}

/// What two runs of one job have in common in a checkpoint of these bytes: its tensors (weights,
/// buffers, the optimizer's state, generators), each at its place and to the bit, and its manifest
/// but for what a clock gave. "not whole" where it cannot be read.
inline std::string checkpoint_without_clock(const std::string& bytes) {
  std::size_t end = 0;
  nlohmann::json header = checkpoint_header(bytes, end);
  if (header.is_null()) return "not whole";
  nlohmann::json& manifest = header["__metadata__"]["training"];
  manifest.erase("seconds");
  if (!manifest["epoch"].is_null()) {
    manifest["epoch"].erase("seconds");
    manifest["epoch"].erase("images_per_second");
  }
  manifest.erase("rows_sha256");  // of the clock's figures too
  header["__metadata__"].erase("sha256");
  return header.dump() + bytes.substr(end);
}

/// The SHA-256 that such a checkpoint has of the rows of metrics.jsonl; empty where it has none.
inline std::string sealed_rows(const std::string& bytes) {
  std::size_t end = 0;
  const nlohmann::json header = checkpoint_header(bytes, end);
  return header.is_null() ? "" : header["__metadata__"]["training"].value("rows_sha256", "");
}

/// The name of the newest checkpoint of the finished run in folder `run`; empty if it has none.
inline std::string newest_checkpoint(const std::filesystem::path& run) {
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator(run / "checkpoints"))
    newest = std::max(newest, entry.path().filename().string());
  return newest;
}

}  // namespace codegrid
