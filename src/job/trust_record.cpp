#include "job/trust_record.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <system_error>

#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "job/trust_words.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

nlohmann::ordered_json group_json(std::size_t group, const GroupTrust& trust) {
  nlohmann::ordered_json object{{"cluster", group},
                                {"looked_at", trust.looked_at},
                                {"neighbors_agree", trust.neighbors_agree},
                                {"all_agree", trust.all_agree},
                                {"overlaps", nullptr},
                                {"overlap", trust.overlap},
                                {"edges_between_halves", trust.halves.conductance},
                                {"lesser_half", trust.halves.lesser}};
  if (trust.overlaps >= 0) object["overlaps"] = trust.overlaps;
  return object;
}

}  // namespace

std::optional<RefinedRound> refined_round(const fs::path& run, const std::string& encoder_sha256) {
  if (run.empty()) return std::nullopt;
  const fs::path file = run / run_files::kRefinement / refinement_files::kRecord;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  const std::string name = printable(file.string());
  const nlohmann::json record =
      parse_json(read_file(file, ExitCode::kBadData), name, ExitCode::kBadData);
  try {
    if (record.value("encoder_sha256", "") != encoder_sha256) return std::nullopt;
    if (record.contains("updates")) return std::nullopt;  // codes that were moved, in no rounds
    const auto kept = record.at("kept_round").get<std::size_t>();
    const nlohmann::json& round = record.at("rounds").at(kept - 1);
    return RefinedRound{
        static_cast<std::int64_t>(kept), round.at("student_equals_labels").get<double>(),
        round.at("graph_equals_before").get<double>(), round.at("neighbors_agree").get<double>()};
  } catch (const nlohmann::json::exception&) {
    throw data_error(fmt::format(
        "{}: found no figures of the round that was kept; expected what the refinement wrote",
        name));
  }
}

nlohmann::ordered_json trust_json(const Trust& trust, const std::optional<RefinedRound>& refined) {
  nlohmann::ordered_json object{{"belief", name_of(belief_in(trust))},
                                {"sentences", trust_sentences(trust)},
                                {"neighbors", trust.neighbors},
                                {"looked_at", trust.looked_at},
                                {"neighbors_agree", trust.neighbors_agree},
                                {"all_agree", trust.all_agree},
                                {"groups_agree", trust.groups_agree},
                                {"above_chance", trust.above_chance}};
  if (!std::isnan(trust.repeated)) object["repeated"] = trust.repeated;
  if (refined) {
    object["refinement"] = {{"round", refined->round},
                            {"student_equals_labels", refined->student_equals_labels},
                            {"graph_equals_before", refined->graph_equals_before},
                            {"all_agree", refined->neighbors_agree}};
  }
  object["clusters"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < trust.groups.size(); ++i)
    object["clusters"].push_back(group_json(i, trust.groups[i]));
  return object;
}

}  // namespace codegrid
