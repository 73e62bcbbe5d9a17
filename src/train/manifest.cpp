#include "train/manifest.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json_numbers.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

constexpr int kFormatVersion = 2;
constexpr const char* kDigest = "manifest_sha256";

// JSON has no infinity, which is the best loss before the first epoch.
json best_json(double best) { return std::isfinite(best) ? json(best) : json(nullptr); }

// The object in `text`, its version and digest found right.
json proven(const std::string& text, const std::string& name) {
  json manifest = parse_json(text, name, ExitCode::kBadData);
  if (!manifest.is_object()) throw data_error(fmt::format("{}: no manifest of a checkpoint", name));
  const json version = manifest.value("format_version", json());
  if (version.is_number_unsigned() && version != kFormatVersion) {
    throw data_error(fmt::format("{}: a checkpoint of format {}; this program reads format {}",
                                 name, version.get<std::uint64_t>(), kFormatVersion));
  }
  const json digest = manifest.value(kDigest, json());
  manifest.erase(kDigest);
  if (digest != sha256_hex(manifest.dump()))
    throw data_error(fmt::format("{}: damaged (its SHA-256 is another)", name));
  return manifest;
}

TrainingState state_of(const json& manifest) {
  TrainingState state;
  state.batch = whole_at(manifest, "batch");
  state.seconds = number_at(manifest, "seconds");
  const json& stopping = manifest.at("early_stopping");
  if (!stopping.at("best").is_null()) state.stopping.best = number_at(stopping, "best");
  state.stopping.best_epoch = whole_at(stopping, "best_epoch");
  state.stopping.waited = whole_at(stopping, "waited");
  for (const json& epoch : manifest.at("epochs")) {
    state.epochs.push_back(parse_epoch(epoch));
    if (state.epochs.back().epoch != static_cast<std::int64_t>(state.epochs.size()))
      throw std::out_of_range("epochs out of order");
  }
  if (state.stopping.best_epoch > static_cast<std::int64_t>(state.epochs.size()))
    throw std::out_of_range("best_epoch: not trained yet");
  return state;
}

}  // namespace

std::string encode_manifest(const TrainingState& state, std::string_view tensors) {
  json epochs = json::array();
  for (const EpochRecord& record : state.epochs) epochs.push_back(json::parse(json_line(record)));
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
  return manifest.dump(1) + "\n";
}

Manifest decode_manifest(const std::string& text, const std::string& name) {
  const json manifest = proven(text, name);
  const auto no_manifest = [&](const std::exception& error) {
    return data_error(fmt::format("{}: no manifest of a checkpoint ({})", name, error.what()));
  };
  try {
    return {state_of(manifest), static_cast<std::uint64_t>(whole_at(manifest, "bytes")),
            manifest.at("sha256").get<std::string>()};
  } catch (const json::exception& error) {
    throw no_manifest(error);
  } catch (const std::out_of_range& error) {
    throw no_manifest(error);
  }
}

}  // namespace codegrid
