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

ordered_json input_json(RefinementInput input) {
  ordered_json options = write_fields(refinement_fields(input.options));
  for (const char* key : {"checkpoint_epochs", "checkpoint_minutes"})
    options["training"].erase(key);
  return {{"encoders", input.encoders},
          {"images", input.images},
          {"seed", input.seed},
          {"options", std::move(options)}};
}

}  // namespace

void RefinementRecord::begin(const fs::path& file, const RefinementInput& input) {
  file_ = file;
  input_ = input_json(input);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return write({}, 0);
  const std::string name = printable(file.string());
  const nlohmann::json found =
      parse_json(read_file(file, ExitCode::kBadData), name, ExitCode::kBadData);
  // Numbers are compared as they stand in the file.
  const nlohmann::json now = nlohmann::json::parse(input_.dump());
  if (found.is_object() && found.value("input", nlohmann::json()) == now) return;
  throw data_error(fmt::format(
      "{}: is of other encoders, images or settings than this refinement; remove {} to refine anew",
      name, printable(file.parent_path().string())));
}

void RefinementRecord::write(const std::vector<RoundFigures>& rounds, std::int64_t kept,
                             const std::string& encoder_sha256) const {
  ordered_json record{{"format", "codegrid refinement"}, {"input", input_}};
  record["rounds"] = ordered_json::array();
  for (const RoundFigures& figures : rounds) record["rounds"].push_back(figures_json(figures));
  if (kept > 0) record["kept_round"] = kept;
  if (!encoder_sha256.empty()) record["encoder_sha256"] = encoder_sha256;
  write_file(file_, record.dump(2) + "\n");
}

}  // namespace codegrid
