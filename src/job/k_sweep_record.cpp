#include "job/k_sweep_record.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

using nlohmann::ordered_json;

// The figures of a number, each under its name; NaN where one is not defined.
ordered_json row_json(const SweptK& row) {
  ordered_json json{{"k", row.k}, {row.score.name, row.score.value}};
  if (row.bic) json["bic"] = *row.bic;
  json["silhouette"] = row.silhouette;
  json["neighbors_agree"] = row.neighbors_agree;
  json["groups_agree"] = row.groups_agree;
  json["neighbor_modularity"] = row.modularity;
  json["converged"] = row.converged;
  json["seconds"] = row.seconds;
  if (!row.agreement) return json;
  json["accuracy"] = row.agreement->accuracy;
  json["nmi"] = row.agreement->nmi;
  return json;
}

std::string csv_value(const ordered_json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (value.is_number_integer()) return fmt::to_string(value.get<std::int64_t>());
  const auto number = value.get<double>();
  return std::isnan(number) ? "" : fmt::to_string(number);
}

}  // namespace

ordered_json sweep_json(const KSweep& sweep) {
  ordered_json json{{"chosen_by", "neighbor_modularity"}, {"chosen", sweep.rows[sweep.chosen].k}};
  json["rows"] = ordered_json::array();
  for (const SweptK& row : sweep.rows) json["rows"].push_back(row_json(row));
  return json;
}

std::string sweep_csv(const KSweep& sweep) {
  std::string csv;
  for (const auto& figure : row_json(sweep.rows.front()).items())
    csv += figure.key() + (figure.key() == "k" ? ",chosen," : ",");
  csv.back() = '\n';
  for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
    for (const auto& figure : row_json(sweep.rows[i]).items()) {
      csv += csv_value(figure.value()) + ',';
      if (figure.key() == "k") csv += i == sweep.chosen ? "1," : "0,";
    }
    csv.back() = '\n';
  }
  return csv;
}

}  // namespace codegrid
