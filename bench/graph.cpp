// Times codegrid's graph clustering on codes in a .npy file. Prints one JSON object; bench/graph.py
// compares.
#include <ATen/Functions.h>
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "cluster/graph/graph_clustering.hpp"
#include "cluster/unit_length.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "core/stopwatch.hpp"
#include "program.hpp"
#include "tensor/npy.hpp"

namespace {

struct Arguments {
  std::string codes;
  std::string out;
  std::uint64_t seed = 1;
  std::int64_t k = 0;
  std::string search = "auto";
  std::string weights = "jaccard";
  bool as_they_are = false;
  codegrid::GraphOptions options;
};

void cluster(Arguments arguments) {
  using codegrid::NeighborSearch;
  if (arguments.k > 0) arguments.options.k = arguments.k;
  arguments.options.search = arguments.search == "exact"  ? NeighborSearch::kExact
                             : arguments.search == "hnsw" ? NeighborSearch::kHnsw
                                                          : NeighborSearch::kAuto;
  arguments.options.weights = arguments.weights == "jaccard"
                                  ? codegrid::EdgeWeights::kJaccard
                                  : codegrid::EdgeWeights::kSharedNeighbors;
  at::Tensor codes = codegrid::decode_npy(
      codegrid::read_file(arguments.codes, codegrid::ExitCode::kBadData), arguments.codes);
  const codegrid::Stopwatch watch;
  if (!arguments.as_they_are) codes = codegrid::unit_length(codes);
  double neighbors = 0;
  const codegrid::GraphClusters clusters = codegrid::cluster_graph(
      codes, arguments.options, arguments.seed, [&](std::string_view stage, std::optional<double>) {
        if (stage == "neighbors") neighbors = watch.seconds();
      });
  fmt::print(
      "{{\"seconds\": {:.6f}, \"neighbor_seconds\": {:.6f}, \"clusters\": {}, "
      "\"modularity\": {}, \"iterations\": {}}}\n",
      watch.seconds(), neighbors, clusters.k, clusters.modularity, clusters.iterations);
  codegrid::write_file(arguments.out, codegrid::encode_npy(clusters.assignments));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's graph clustering."};
  Arguments arguments;
  app.add_option("--codes", arguments.codes, "[N, D] float32 .npy")->required();
  app.add_option("--out", arguments.out, "the .npy of assignments to write")->required();
  app.add_option("--seed", arguments.seed)->capture_default_str();
  app.add_option("--k", arguments.k, "clusters; 0: as many as there are")->capture_default_str();
  app.add_option("--neighbors", arguments.options.neighbors)->capture_default_str();
  app.add_option("--resolution", arguments.options.resolution)->capture_default_str();
  app.add_option("--search", arguments.search)
      ->check(CLI::IsMember({"auto", "exact", "hnsw"}))
      ->capture_default_str();
  app.add_option("--weights", arguments.weights)
      ->check(CLI::IsMember({"jaccard", "shared_neighbors"}))
      ->capture_default_str();
  app.add_flag("--as-they-are", arguments.as_they_are, "not at unit length");
  return codegrid::bench::run_program(app, argc, argv, [&] { cluster(arguments); });
}
