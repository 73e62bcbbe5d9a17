#include "cluster/measures/matching.hpp"

#include <ATen/Functions.h>

#include <limits>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kNobody = -1;

// Rows join the match one after another, along the cheapest path of changes that frees a column for
// the new one. Potentials keep every reduced cost (cost - row - column) at 0 or above, and at 0 for
// matched pairs.
class Matcher {
 public:
  // costs: [rows, columns] with rows <= columns.
  explicit Matcher(const at::Tensor& costs)
      : costs_(costs),
        rows_(size(0)),
        columns_(size(1)),
        row_potential_(rows_),
        column_potential_(columns_),
        row_of_(columns_, kNobody) {}

  // The row of each column, or kNobody.
  std::vector<std::int64_t> run() {
    for (std::size_t row = 0; row < rows_; ++row) place(static_cast<std::int64_t>(row));
    return row_of_;
  }

 private:
  // What one search knows of each column.
  struct Search {
    std::vector<std::int64_t> cost;      // of the cheapest path to it so far
    std::vector<std::int64_t> previous;  // the column before it on that path
    std::vector<bool> reached;           // its path is final
  };

  std::size_t size(std::int64_t side) const { return static_cast<std::size_t>(costs_.size(side)); }

  void place(std::int64_t row) {
    Search search{std::vector(columns_, std::numeric_limits<std::int64_t>::max()),
                  std::vector(columns_, kNobody), std::vector(columns_, false)};
    std::int64_t from = kNobody;
    std::int64_t walker = row;
    std::int64_t length = 0;
    std::size_t column = 0;
    do {
      stop_if_interrupted();
      widen(walker, from, length, search);
      column = nearest(search);
      search.reached[column] = true;
      length = search.cost[column];
      from = static_cast<std::int64_t>(column);
      walker = row_of_[column];
    } while (walker != kNobody);
    raise_potentials(row, length, search);
    shift_along(row, column, search);
  }

  // Tries every column that is not yet reached from `row`, which lies at the end of a path of
  // `length`.
  void widen(std::int64_t row, std::int64_t from, std::int64_t length, Search& search) {
    const std::int64_t* costs =
        costs_.const_data_ptr<std::int64_t>() + row * static_cast<std::int64_t>(columns_);
    for (std::size_t column = 0; column < columns_; ++column) {
      if (search.reached[column]) continue;
      const std::int64_t cost = length + costs[column] -
                                row_potential_[static_cast<std::size_t>(row)] -
                                column_potential_[column];
      if (cost >= search.cost[column]) continue;
      search.cost[column] = cost;
      search.previous[column] = from;
    }
  }

  std::size_t nearest(const Search& search) const {
    std::size_t best = columns_;
    for (std::size_t column = 0; column < columns_; ++column) {
      if (search.reached[column]) continue;
      if (best == columns_ || search.cost[column] < search.cost[best]) best = column;
    }
    return best;
  }

  void raise_potentials(std::int64_t row, std::int64_t length, const Search& search) {
    row_potential_[static_cast<std::size_t>(row)] += length;
    for (std::size_t column = 0; column < columns_; ++column) {
      if (!search.reached[column]) continue;
      const std::int64_t slack = length - search.cost[column];
      column_potential_[column] -= slack;
      if (row_of_[column] == kNobody) continue;
      row_potential_[static_cast<std::size_t>(row_of_[column])] += slack;
    }
  }

  void shift_along(std::int64_t row, std::size_t column, const Search& search) {
    for (auto before = search.previous[column]; before != kNobody;
         before = search.previous[column]) {
      row_of_[column] = row_of_[static_cast<std::size_t>(before)];
      column = static_cast<std::size_t>(before);
    }
    row_of_[column] = row;
  }

  at::Tensor costs_;
  std::size_t rows_;
  std::size_t columns_;
  std::vector<std::int64_t> row_potential_;
  std::vector<std::int64_t> column_potential_;
  std::vector<std::int64_t> row_of_;
};

}  // namespace

std::vector<std::int64_t> best_match(const at::Tensor& weights) {
  TORCH_CHECK(weights.dim() == 2 && weights.numel() >= 1 && weights.scalar_type() == at::kLong,
              "weights must be [rows, columns] int64, got ", weights.sizes());
  const bool tall = weights.size(0) > weights.size(1);
  const at::Tensor costs = (tall ? weights.t() : weights).neg().contiguous();
  std::vector<std::int64_t> short_side_of = Matcher(costs).run();
  if (tall) return short_side_of;
  std::vector<std::int64_t> column_of(static_cast<std::size_t>(weights.size(0)), kNobody);
  for (std::size_t column = 0; column < short_side_of.size(); ++column) {
    if (short_side_of[column] == kNobody) continue;
    column_of[static_cast<std::size_t>(short_side_of[column])] = static_cast<std::int64_t>(column);
  }
  return column_of;
}

}  // namespace codegrid
