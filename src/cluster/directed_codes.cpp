#include "cluster/directed_codes.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {

DirectedCodes find_directed(const at::Tensor& codes, const NeededDirections& needed) {
  const at::Tensor zero = codes.ne(0).any(1).logical_not().cpu();
  DirectedCodes directed;
  directed.zeros = zero.sum().item<std::int64_t>();
  if (directed.zeros == 0) return directed;
  directed.first = zero.to(at::kInt).argmax().item<std::int64_t>();
  const std::int64_t count = codes.size(0);
  if (count - directed.zeros < needed.least) {
    throw data_error(fmt::format(
        "{}: found only zeros in {} of {}, first in code {}; expected a direction in {} or more, "
        "{}, or look at the encoder.",
        needed.method, with_commas(directed.zeros), counted(count, "code", "codes"), directed.first,
        with_commas(needed.least), needed.why));
  }
  directed.rows = at::nonzero(zero.logical_not()).flatten();
  directed.note = fmt::format(
      "note: {} of {} {} only zeros, first code {}: without a direction, and as "
      "clustering.normalize is l2, {} in no cluster",
      with_commas(directed.zeros), counted(count, "code", "codes"),
      directed.zeros == 1 ? "is" : "are", directed.first,
      directed.zeros == 1 ? "it is" : "they are");
  return directed;
}

at::Tensor select_directed(const at::Tensor& codes, const DirectedCodes& directed) {
  return directed.rows.defined() ? codes.index_select(0, directed.rows.to(codes.device())) : codes;
}

at::Tensor spread(const at::Tensor& found, const DirectedCodes& directed, const at::Scalar& rest) {
  if (!directed.rows.defined()) return found;
  const std::int64_t all = directed.rows.size(0) + directed.zeros;
  return at::full({all}, rest, found.options()).index_copy_(0, directed.rows, found);
}

}  // namespace codegrid
