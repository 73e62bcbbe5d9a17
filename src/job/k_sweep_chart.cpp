#include "job/k_sweep_chart.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/text_table.hpp"
#include "view/chart.hpp"

namespace codegrid {
namespace {

template <class FigureOf>
Curve curve_of(const KSweep& sweep, std::string name, const FigureOf& figure_of) {
  Curve curve{std::move(name), {}};
  for (const SweptK& row : sweep.rows) curve.y.push_back(figure_of(row));
  return curve;
}

// The method's own; no values where they are on another scale.
Curve score_curve(const KSweep& sweep) {
  const std::string& name = sweep.rows.front().score.name;
  if (name == "inertia") {
    const double greatest = sweep.rows.front().score.value;  // it falls with every cluster more
    return curve_of(sweep, fmt::format("inertia / that of k = {}", sweep.rows.front().k),
                    [&](const SweptK& row) { return row.score.value / greatest; });
  }
  if (name == "mean_log_likelihood") return {};
  return curve_of(sweep, name == "mean_cosine" ? "mean cosine" : name,
                  [](const SweptK& row) { return row.score.value; });
}

}  // namespace

std::string draw_sweep(const KSweep& sweep) {
  const std::int64_t chosen = sweep.rows[sweep.chosen].k;
  Chart chart;
  chart.title = "Numbers of clusters";
  chart.x_label = "k";
  chart.y_label = "figures without labels";
  chart.linear = true;
  for (const SweptK& row : sweep.rows) chart.x.push_back(static_cast<double>(row.k));
  chart.curves = {
      curve_of(sweep, "neighbor modularity (chooses)",
               [](const SweptK& r) { return r.modularity; }),
      curve_of(sweep, "neighbors that agree", [](const SweptK& r) { return r.neighbors_agree; }),
      curve_of(sweep, "silhouette", [](const SweptK& r) { return r.silhouette; })};
  if (Curve score = score_curve(sweep); !score.y.empty()) chart.curves.push_back(std::move(score));
  chart.mark_x = static_cast<double>(chosen);
  chart.mark_name = fmt::format("k = {}", with_commas(chosen));
  return draw_chart(chart);
}

}  // namespace codegrid
