// Times codegrid's k-means on codes that codegrid-cluster wrote. One JSON line a seed on stdout;
// bench/kmeans.py compares.
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cluster/kmeans.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace {

struct Arguments {
  std::string codes;
  std::vector<std::uint64_t> seeds{1};
  codegrid::KMeansOptions options;
  int threads = 0;
};

void time_seed(const at::Tensor& codes, const Arguments& arguments, std::uint64_t seed) {
  const auto generator = codegrid::make_generator(seed, codegrid::Purpose::kKMeans);
  const auto begin = std::chrono::steady_clock::now();
  const auto result = codegrid::kmeans(codes, arguments.options, generator);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print(R"({{"seed": {}, "seconds": {:.6f}, "inertia": {:.17g}, "iterations": {}}})"
             "\n",
             seed, seconds.count(), result.inertia, result.records.size());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's k-means. `iterations` are those of all starts together."};
  Arguments arguments;
  app.add_option("--codes", arguments.codes, "codes.npy, [N, D] float32")->required();
  app.add_option("--k", arguments.options.k, "clusters")->capture_default_str();
  app.add_option("--n-init", arguments.options.n_init, "starts")->capture_default_str();
  app.add_option("--seeds", arguments.seeds, "one run each")->capture_default_str();
  app.add_option("--threads", arguments.threads, "0: as many as cores")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    if (arguments.threads > 0) at::set_num_threads(arguments.threads);
    const std::string bytes = codegrid::read_file(arguments.codes, codegrid::ExitCode::kBadData);
    const at::Tensor codes = codegrid::decode_npy(bytes, arguments.codes);
    for (const std::uint64_t seed : arguments.seeds) time_seed(codes, arguments, seed);
    return 0;
  } catch (const codegrid::Error& error) {
    fmt::print(stderr, "bench-kmeans: {}\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-kmeans: {}\n", error.what());
    return 1;
  }
}
