// Times codegrid's k-means in three ways: iterations from given centroids, the seeding alone, and
// the whole call. Prints one JSON object; bench/kmeans.py compares.
#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/points.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "core/stopwatch.hpp"
#include "program.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace {

constexpr std::int64_t kWarmUpRows = 10'000;  // enough for every thread to get some

struct Arguments {
  std::string codes;
  std::string centroids;
  std::string out;
  std::uint64_t seed = 1;
  double shift = 0;
  int passes = 1;
  codegrid::KMeansOptions options;
};

at::Tensor read_matrix(const std::string& path) {
  return codegrid::decode_npy(codegrid::read_file(path, codegrid::ExitCode::kBadData), path);
}

void report(double seconds, std::size_t iterations) {
  fmt::print("{{\"seconds\": {:.6f}, \"iterations\": {}}}\n", seconds, iterations);
}

at::Generator generator(const Arguments& arguments) {
  return codegrid::make_generator(arguments.seed, codegrid::Purpose::kKMeans);
}

// The arrangement of the points is part of the work: no caller gets it for nothing.
codegrid::KMeansStart iterate(const at::Tensor& codes, const at::Tensor& centroids,
                              const Arguments& arguments) {
  const auto points = codegrid::make_points(codes);
  return codegrid::run_lloyd(*points, centroids, {arguments.options.max_iter, arguments.shift});
}

void time_iterations(const Arguments& arguments) {
  const at::Tensor codes = read_matrix(arguments.codes);
  const at::Tensor centroids = read_matrix(arguments.centroids);
  iterate(codes.slice(0, 0, kWarmUpRows), centroids, arguments);
  const codegrid::Stopwatch watch;
  const codegrid::KMeansStart start = iterate(codes, centroids, arguments);
  report(watch.seconds(), start.records.size());
  codegrid::write_file(arguments.out, codegrid::encode_npy(start.centroids));
}

at::Tensor seed(const at::Tensor& codes, std::int64_t k, const Arguments& arguments) {
  return codegrid::seed_centroids(*codegrid::make_points(codes), k, generator(arguments));
}

void time_seeding(const Arguments& arguments) {
  const at::Tensor codes = read_matrix(arguments.codes);
  seed(codes.slice(0, 0, kWarmUpRows), 2, arguments);
  const codegrid::Stopwatch watch;
  const at::Tensor centroids = seed(codes, arguments.options.k, arguments);
  report(watch.seconds(), 0);
  codegrid::write_file(arguments.out, codegrid::encode_npy(centroids));
}

void time_call(const Arguments& arguments) {
  const at::Tensor codes = read_matrix(arguments.codes);
  codegrid::kmeans(codes.slice(0, 0, kWarmUpRows), arguments.options, generator(arguments));
  codegrid::KMeansResult result;
  double least = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < arguments.passes; ++pass) {
    const codegrid::Stopwatch watch;
    result = codegrid::kmeans(codes, arguments.options, generator(arguments));
    least = std::min(least, watch.seconds());
  }
  report(least, result.records.size());
  codegrid::write_file(arguments.out, codegrid::encode_npy(result.centroids));
}

CLI::App* add_way(CLI::App& app, const char* name, const char* about, Arguments& arguments) {
  CLI::App* way = app.add_subcommand(name, about)->fallthrough();
  way->add_option("--codes", arguments.codes, "[N, D] float32 .npy")->required();
  way->add_option("--out", arguments.out, "the .npy of centroids to write")->required();
  return way;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's k-means."};
  app.require_subcommand(1);
  Arguments arguments;

  CLI::App* lloyd = add_way(app, "lloyd", "Lloyd's iterations from given centroids", arguments);
  lloyd->add_option("--centroids", arguments.centroids, "[k, D] float32 .npy")->required();
  lloyd->add_option("--max-iter", arguments.options.max_iter)->required();
  lloyd->add_option("--shift", arguments.shift, "end when the centroids move by no more")
      ->capture_default_str();

  CLI::App* seeding = add_way(app, "seed", "k-means++ alone", arguments);
  CLI::App* call = add_way(app, "fit", "seeding and iterations, n_init times", arguments);
  for (CLI::App* way : {seeding, call}) {
    way->add_option("--k", arguments.options.k, "clusters")->capture_default_str();
    way->add_option("--seed", arguments.seed)->capture_default_str();
  }
  call->add_option("--n-init", arguments.options.n_init, "starts")->capture_default_str();
  call->add_option("--max-iter", arguments.options.max_iter)->capture_default_str();
  call->add_option("--passes", arguments.passes, "of which the shortest is told")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  call->add_option("--tol", arguments.options.tol)->capture_default_str();

  return codegrid::bench::run_program(app, argc, argv, [&] {
    if (*lloyd) time_iterations(arguments);
    if (*seeding) time_seeding(arguments);
    if (*call) time_call(arguments);
  });
}
