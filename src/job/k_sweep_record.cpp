#include "job/k_sweep_record.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

using nlohmann::ordered_json;

// The figures of a number, each under its name; NaN where one is not defined.
ordered_json row_json(const SweptK& row) {
  ordered_json figures{{"k", row.k}, {row.score.name, row.score.value}};
  if (row.bic) figures["bic"] = *row.bic;
  figures["silhouette"] = row.silhouette;
  figures["neighbors_agree"] = row.neighbors_agree;
  figures["agree_by_chance"] = row.by_chance;
  figures["groups_agree"] = row.groups_agree;
  figures["neighbor_modularity"] = row.modularity;
  figures["converged"] = row.converged;
  figures["seconds"] = row.seconds;
  if (!row.agreement) return figures;
  figures["accuracy"] = row.agreement->accuracy;
  figures["nmi"] = row.agreement->nmi;
  return figures;
}

std::string csv_value(const ordered_json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (value.is_number_integer()) return fmt::to_string(value.get<std::int64_t>());
  const auto number = value.get<double>();
  return std::isnan(number) ? "" : fmt::to_string(number);
}

}  // namespace

ordered_json sweep_json(const KSweep& sweep) {
  ordered_json object{{"chosen_by", "neighbor_modularity"}, {"chosen", sweep.rows[sweep.chosen].k}};
  object["rows"] = ordered_json::array();
  for (const SweptK& row : sweep.rows) object["rows"].push_back(row_json(row));
  return object;
}

std::string sweep_csv(const KSweep& sweep) {
  std::string csv;
  for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
    const ordered_json figures = row_json(sweep.rows[i]);
    std::string header;
    std::string line;
    for (const auto& [key, value] : figures.items()) {
      header += key + (key == "k" ? ",chosen," : ",");
      line += csv_value(value) + ',';
      if (key == "k") line += i == sweep.chosen ? "1," : "0,";
    }
    header.back() = line.back() = '\n';
    csv += i == 0 ? header + line : line;
  }
  return csv;
}

}  // namespace codegrid
