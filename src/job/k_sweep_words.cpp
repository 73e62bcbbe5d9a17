#include "job/k_sweep_words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

// "mean cosine" for the key "mean_cosine".
std::string spaced(std::string key) {
  for (char& c : key) c = c == '_' ? ' ' : c;
  return key;
}

std::string figure(double value) { return std::isnan(value) ? "" : fmt::format("{:.4f}", value); }

std::vector<std::string> header_of(const SweptK& row) {
  std::vector<std::string> header{"k", spaced(row.score.name)};
  if (row.bic) header.emplace_back("BIC");
  header.insert(header.end(), {"silhouette", "neighbors agree", "neighbor modularity"});
  if (row.agreement) header.insert(header.end(), {"accuracy", "NMI"});
  return header;
}

std::vector<std::string> cells_of(const SweptK& row) {
  std::vector<std::string> cells{with_commas(row.k), fmt::format("{:.6g}", row.score.value)};
  if (row.bic) cells.push_back(fmt::format("{:.6g}", *row.bic));
  for (const double value : {row.silhouette, row.neighbors_agree, row.modularity})
    cells.push_back(figure(value));
  if (row.agreement)
    cells.insert(cells.end(), {figure(row.agreement->accuracy), figure(row.agreement->nmi)});
  return cells;
}

}  // namespace

std::string sweep_words(const KSweep& sweep) {
  std::vector<std::vector<std::string>> cells;
  for (const SweptK& row : sweep.rows) cells.push_back(cells_of(row));
  const SweptK& chosen = sweep.rows[sweep.chosen];
  const std::string table = text_table(header_of(sweep.rows.front()), cells);
  if (std::isnan(chosen.modularity)) {
    return fmt::format("{}\nk = {} is the least: no code has neighbors that would choose one.",
                       table, with_commas(chosen.k));
  }
  return fmt::format("{}\nk = {} is chosen: its neighbor modularity is the greatest.{}", table,
                     with_commas(chosen.k),
                     chosen.agreement ? " Accuracy and NMI, by labels, chose nothing." : "");
}

}  // namespace codegrid
