#include "refine/graph_groups.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "cluster/measures/matched_groups.hpp"
#include "cluster/neighbor_clustering.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

constexpr const char* kGraphFormat = "codegrid graph groups";
constexpr const char* kGraphVersion = "1";

ClusteringOptions::OfSpectral spectral_options(const GraphOfCodes& options) {
  ClusteringOptions::OfSpectral spectral;
  spectral.k = options.k;
  spectral.neighbors = options.neighbors;
  spectral.normalize = Normalize::kL2;
  return spectral;
}

GraphGroups groups_of(const Clustering& clustering) {
  const auto agreement = std::ranges::find(clustering.figures, "agreement", &MemberFigure::name);
  TORCH_CHECK(agreement != clustering.figures.end() && clustering.spectrum,
              "a clustering by another method than spectral");
  return {clustering.assignments, agreement->values, clustering.spectrum->eigenvectors,
          clustering.score.value, clustering.notes};
}

Error bad_groups(const std::string& name, const std::string& what) {
  return data_error(fmt::format("{}: {}; remove it, and it is made anew", name, what));
}

// The number that all of `text` is; nothing where it is none.
template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

GraphGroups group_by_graph(const std::vector<at::Tensor>& codes, const GraphOfCodes& options,
                           const at::Generator& generator, const OnClustering& on_clustering) {
  return groups_of(cluster_by_spectral(codes, spectral_options(options), generator, on_clustering));
}

GraphGroups group_by_graph_like(const at::Tensor& others, const at::Tensor& codes,
                                const GraphOfCodes& options, const at::Generator& generator,
                                const OnClustering& on_clustering) {
  GraphGroups found = groups_of(
      cluster_by_spectral({codes}, spectral_options(options), generator, on_clustering, others));
  found.groups = match_groups(found.groups, others, options.k).groups;
  return found;
}

void write_graph_groups(const std::filesystem::path& path, const GraphGroups& groups) {
  write_file(path, encode_safetensors({{"groups", groups.groups}, {"agreement", groups.agreement}},
                                      {{"format", kGraphFormat},
                                       {"version", kGraphVersion},
                                       {"eigenvectors", fmt::to_string(groups.eigenvectors)},
                                       {"modularity", fmt::to_string(groups.modularity)}}));
}

GraphGroups read_graph_groups(const std::filesystem::path& path, std::int64_t images,
                              std::int64_t k) {
  const std::string name = printable(path.string());
  SafetensorsFile file = decode_safetensors(read_file(path, ExitCode::kBadData), name);
  if (file.metadata["format"] != kGraphFormat || file.metadata["version"] != kGraphVersion)
    throw bad_groups(name, "is no file of groups in a graph of this version");
  const at::Tensor groups = file.tensors["groups"];
  const at::Tensor agreement = file.tensors["agreement"];
  const auto eigenvectors = number_in<std::int64_t>(file.metadata["eigenvectors"]);
  const auto modularity = number_in<double>(file.metadata["modularity"]);
  if (!groups.defined() || !agreement.defined() || !eigenvectors || !modularity ||
      groups.scalar_type() != at::kLong || agreement.scalar_type() != at::kFloat ||
      groups.sizes() != agreement.sizes() || groups.dim() != 1)
    throw bad_groups(name, "does not hold what it should");
  if (groups.size(0) != images || groups.lt(-1).any().item<bool>() ||
      groups.ge(k).any().item<bool>())
    throw bad_groups(name, fmt::format("is of other images, or of other groups than {}", k));
  return {groups, agreement, *eigenvectors, *modularity};
}

}  // namespace codegrid
