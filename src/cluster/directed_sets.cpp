#include "cluster/directed_sets.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::string_view kWhyDirected = "as clustering.normalize is l2. Set it to none";

std::string note_on_set(const DirectedCodes& directed, std::size_t i, std::int64_t count) {
  return fmt::format(
      "note: {} of {} of encoder {} {} only zeros, first code {}: without a direction, and as "
      "clustering.normalize is l2, {} no neighbors there",
      with_commas(directed.zeros), counted(count, "code", "codes"), i + 1,
      directed.zeros == 1 ? "is" : "are", directed.first,
      directed.zeros == 1 ? "it has" : "they have");
}

// Those whose codes are zeros for every encoder.
DirectedCodes directed_by_any(const std::vector<DirectedCodes>& each, std::int64_t count,
                              std::string_view method, std::int64_t k) {
  at::Tensor directed = at::zeros({count}, at::kBool);
  for (const DirectedCodes& one : each) {
    if (!one.rows.defined()) return {};
    directed.index_fill_(0, one.rows, true);
  }
  const std::int64_t left = directed.sum().item<std::int64_t>();
  DirectedCodes any;
  if (left == count) return any;
  any.zeros = count - left;
  any.first = directed.logical_not().to(at::kInt).argmax().item<std::int64_t>();
  if (left < k) {
    throw data_error(fmt::format(
        "{}: found only zeros by every encoder for {} of {}, first for number {}; expected a "
        "direction for {} or more, {}, or look at the encoders.",
        method, with_commas(any.zeros), counted(count, "image", "images"), any.first,
        with_commas(k), kWhyDirected));
  }
  any.rows = at::nonzero(directed).flatten();
  any.note = fmt::format(
      "note: {} of {} {} codes of zeros by every encoder, the first number {}: without a "
      "direction, and as clustering.normalize is l2, {} in no cluster",
      with_commas(any.zeros), counted(count, "image", "images"), any.zeros == 1 ? "has" : "have",
      any.first, any.zeros == 1 ? "it is" : "they are");
  return any;
}

// Which of the things in `any` take part in a set.
at::Tensor rows_among(const DirectedCodes& any, const DirectedCodes& one, std::int64_t count) {
  if (!one.rows.defined() || !any.rows.defined()) return one.rows;
  at::Tensor takes_part = at::zeros({count}, at::kBool);
  takes_part.index_fill_(0, one.rows, true);
  takes_part = takes_part.index_select(0, any.rows);
  return takes_part.all().item<bool>() ? at::Tensor() : at::nonzero(takes_part).flatten();
}

}  // namespace

DirectedSets find_directed_sets(const std::vector<at::Tensor>& codes, Normalize normalize,
                                std::string_view method, std::int64_t neighbors, std::int64_t k) {
  std::vector<DirectedCodes> each(codes.size());
  DirectedCodes any;
  if (normalize == Normalize::kL2) {
    const std::int64_t least = codes.size() == 1 ? std::max(neighbors + 1, k) : neighbors + 1;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const std::string name = name_of_set(method, i, codes.size());
      each[i] = find_directed(codes[i], {name, least, kWhyDirected});
    }
    any = codes.size() == 1 ? std::exchange(each[0], {})
                            : directed_by_any(each, codes[0].size(0), method, k);
  }
  std::vector<CodeSet> sets;
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::int64_t count = codes[i].size(0);
    sets.push_back({select_directed(codes[i], any), rows_among(any, each[i], count)});
    if (each[i].zeros > any.zeros) notes.push_back(note_on_set(each[i], i, count));
  }
  if (!any.note.empty()) notes.push_back(any.note);
  return {std::move(any), CodeSets(std::move(sets)), std::move(notes)};
}

}  // namespace codegrid
