// Times codegrid's search for the nearest neighbors of codes in a .npy file. Prints one JSON
// object; bench/neighbors.py compares.
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "cluster/graph/neighbors.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "core/stopwatch.hpp"
#include "program.hpp"
#include "tensor/npy.hpp"

namespace {

constexpr std::int64_t kWarmUpRows = 10'000;  // enough for every thread to get some

struct Arguments {
  std::string codes;
  std::string out;
  std::string search = "exact";
  std::int64_t neighbors = 15;
};

codegrid::NeighborLists search(const at::Tensor& codes, const Arguments& arguments) {
  const auto method = arguments.search == "exact" ? codegrid::NeighborSearch::kExact
                                                  : codegrid::NeighborSearch::kHnsw;
  const codegrid::OnShare ignore = [](double) {};
  return codegrid::find_neighbors(codes, arguments.neighbors, method, ignore);
}

void find(const Arguments& arguments) {
  const at::Tensor codes = codegrid::decode_npy(
      codegrid::read_file(arguments.codes, codegrid::ExitCode::kBadData), arguments.codes);
  search(codes.slice(0, 0, kWarmUpRows), arguments);
  const codegrid::Stopwatch watch;
  const codegrid::NeighborLists lists = search(codes, arguments);
  fmt::print("{{\"seconds\": {:.6f}}}\n", watch.seconds());
  codegrid::write_file(arguments.out, codegrid::encode_npy(lists.indices.to(at::kLong)));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's search for nearest neighbors."};
  Arguments arguments;
  app.add_option("--codes", arguments.codes, "[N, D] float32 .npy")->required();
  app.add_option("--out", arguments.out, "the [N, n] .npy of indices to write")->required();
  app.add_option("--neighbors", arguments.neighbors, "of each code")->capture_default_str();
  app.add_option("--search", arguments.search)
      ->check(CLI::IsMember({"exact", "hnsw"}))
      ->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { find(arguments); });
}
