#include "train/manifest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/error.hpp"
#include "core/json_numbers.hpp"
#include "core/json_text.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

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

std::string encode_manifest(const TrainingState& state) {
  const EarlyStoppingState& stopping = state.stopping;
  // The best loss before the first epoch is infinite: null in JSON.
  ordered_json manifest{
      {"batch", state.batch},
      {"seconds", state.seconds},
      {"early_stopping",
       {{"best", stopping.best}, {"best_epoch", stopping.best_epoch}, {"waited", stopping.waited}}},
      {"epochs", ordered_json::array()}};
  ordered_json& epochs = manifest["epochs"];
  for (const EpochRecord& record : state.epochs) epochs.push_back(epoch_json(record));
  return compact_json(manifest);
}

TrainingState decode_manifest(const std::string& text, const std::string& name) {
  const json manifest = parse_json(text, name, ExitCode::kBadData);
  const auto no_manifest = [&](const std::exception& error) {
    return data_error(fmt::format("{}: no manifest of a checkpoint ({})", name, error.what()));
  };
  try {
    return state_of(manifest);
  } catch (const json::exception& error) {
    throw no_manifest(error);
  } catch (const std::out_of_range& error) {
    throw no_manifest(error);
  }
}

}  // namespace codegrid
