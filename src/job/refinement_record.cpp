#include "job/refinement_record.hpp"

#include <fmt/format.h>

#include <system_error>

#include "config/refinement_fields.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

constexpr const char* kInput = "input";
constexpr const char* kSeconds = "seconds";

ordered_json input_json(RefinementInput input) {
  ordered_json options = write_value(refinement_section(input.options));
  if (options.contains("training")) {
    for (const char* key : {"checkpoint_epochs", "checkpoint_minutes"})
      options["training"].erase(key);
  }
  return {{"encoders", input.encoders},
          {"images", input.images},
          {"seed", input.seed},
          {"options", std::move(options)}};
}

// What other processes have saved; 0 where nothing says so.
double seconds_in(const ordered_json& found) {
  const auto seconds = found.find(kSeconds);
  return seconds != found.end() && seconds->is_number() ? seconds->get<double>() : 0;
}

}  // namespace

void RefinementRecord::begin(const fs::path& file, const RefinementInput& input) {
  file_ = file;
  watch_ = Stopwatch();
  record_ = {{"format", "codegrid refinement"}, {kInput, input_json(input)}};
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return write({}, 0);
  const std::string name = printable(file.string());
  const std::string text = read_file(file, ExitCode::kBadData);
  const nlohmann::json found = parse_json(text, name, ExitCode::kBadData);
  // Numbers are compared as they stand in the file.
  const nlohmann::json now = nlohmann::json::parse(record_[kInput].dump());
  if (!found.is_object() || found.value(kInput, nlohmann::json()) != now) {
    throw data_error(fmt::format(
        "{}: is of other encoders, images or settings than this refinement; remove {} to refine "
        "anew",
        name, printable(file.parent_path().string())));
  }
  record_ = ordered_json::parse(text);
  seconds_ = seconds_before_ = seconds_in(record_);
}

void RefinementRecord::write(const std::vector<RoundFigures>& rounds, std::int64_t kept,
                             const std::string& encoder_sha256) {
  record_ = {{"format", record_["format"]}, {kInput, record_[kInput]}};
  record_["rounds"] = ordered_json::array();
  for (const RoundFigures& figures : rounds) record_["rounds"].push_back(figures_json(figures));
  if (kept > 0) record_["kept_round"] = kept;
  if (!encoder_sha256.empty()) record_["encoder_sha256"] = encoder_sha256;
  save_seconds();
}

void RefinementRecord::write_updates(std::int64_t updates, bool converged,
                                     const std::string& encoder_sha256) {
  record_ = {{"format", record_["format"]},
             {kInput, record_[kInput]},
             {"updates", updates},
             {"converged", converged},
             {"encoder_sha256", encoder_sha256}};
  save_seconds();
}

void RefinementRecord::save_seconds() {
  seconds_ = seconds_before_ + watch_.seconds();
  ordered_json record = record_;
  record.erase(kSeconds);  // so that it comes last
  record[kSeconds] = seconds_;
  write_file(file_, record.dump(2) + "\n");
}

}  // namespace codegrid
