#include "train/manifest.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "core/error.hpp"
#include "core/json_numbers.hpp"
#include "core/json_text.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

EarlyStoppingState stopping_of(const json& object) {
  EarlyStoppingState stopping;
  if (!object.at("best").is_null()) stopping.best = number_at(object, "best");
  stopping.best_epoch = whole_at(object, "best_epoch");
  stopping.waited = whole_at(object, "waited");
  return stopping;
}

RowsSeal seal_of(const json& manifest) {
  RowsSeal seal;
  seal.sha256 = manifest.at("rows_sha256").get<std::string>();
  if (manifest.at("epoch").is_null()) return seal;
  seal.last = parse_epoch(manifest.at("epoch"));
  if (seal.count() == 0) throw std::out_of_range("epoch: no number from 1");
  return seal;
}

// As format 3 has them, all of them.
std::vector<EpochRecord> epochs_of(const json& list) {
  std::vector<EpochRecord> epochs;
  for (const json& epoch : list) {
    epochs.push_back(parse_epoch(epoch));
    if (epochs.back().epoch != std::ssize(epochs)) throw std::out_of_range("epochs out of order");
  }
  return epochs;
}

Manifest parse_manifest(const json& object) {
  Manifest manifest;
  manifest.state.batch = whole_at(object, "batch");
  manifest.state.seconds = number_at(object, "seconds");
  manifest.state.stopping = stopping_of(object.at("early_stopping"));
  if (object.contains("epochs")) {
    manifest.state.epochs = epochs_of(object.at("epochs"));
  } else {
    manifest.rows = seal_of(object);
  }
  const std::int64_t epochs =
      manifest.rows ? manifest.rows->count() : std::ssize(manifest.state.epochs);
  if (manifest.state.stopping.best_epoch > epochs)
    throw std::out_of_range("best_epoch: not trained yet");
  return manifest;
}

}  // namespace

std::string encode_manifest(const TrainingState& state, const RowsSeal& rows) {
  const EarlyStoppingState& stopping = state.stopping;
  // The best loss before the first epoch is infinite: null in JSON.
  const ordered_json manifest{
      {"batch", state.batch},
      {"seconds", state.seconds},
      {"early_stopping",
       {{"best", stopping.best}, {"best_epoch", stopping.best_epoch}, {"waited", stopping.waited}}},
      {"epoch", rows.last ? epoch_json(*rows.last) : ordered_json()},
      {"rows_sha256", rows.sha256}};
  return compact_json(manifest);
}

Manifest decode_manifest(const std::string& text, const std::string& name) {
  const json manifest = parse_json(text, name, ExitCode::kBadData);
  const auto no_manifest = [&](const std::exception& error) {
    return data_error(fmt::format("{}: no manifest of a checkpoint ({})", name, error.what()));
  };
  try {
    return parse_manifest(manifest);
  } catch (const json::exception& error) {
    throw no_manifest(error);
  } catch (const std::out_of_range& error) {
    throw no_manifest(error);
  }
}

}  // namespace codegrid
