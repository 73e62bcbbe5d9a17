// Times codegrid's Gaussian mixture or spherical k-means on codes in a .npy file. Prints one JSON
// object; bench/mixture.py compares.
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "cluster/clustering.hpp"
#include "cluster/unit_length.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "program.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace {

struct Arguments {
  std::string codes;
  std::string out;
  std::string method = "gaussian_mixture";
  std::string covariance = "full";
  std::uint64_t seed = 1;
  std::int64_t k = 10;
};

void cluster(const Arguments& arguments) {
  at::Tensor codes = codegrid::decode_npy(
      codegrid::read_file(arguments.codes, codegrid::ExitCode::kBadData), arguments.codes);
  codegrid::ClusteringOptions options;
  options.method = arguments.method == "gaussian_mixture"
                       ? codegrid::ClusteringMethod::kGaussianMixture
                       : codegrid::ClusteringMethod::kSphericalKMeans;
  options.gaussian_mixture.k = arguments.k;
  options.gaussian_mixture.covariance = arguments.covariance == "full"
                                            ? codegrid::CovarianceKind::kFull
                                            : codegrid::CovarianceKind::kDiagonal;
  options.spherical_kmeans.k = arguments.k;
  if (options.normalize() == codegrid::Normalize::kL2) codes = codegrid::unit_length(codes);
  const codegrid::Clustering clustering = codegrid::cluster_codes(
      codes, options, codegrid::make_generator(arguments.seed, codegrid::Purpose::kKMeans));
  fmt::print("{{\"seconds\": {:.6f}, \"{}\": {}, \"iterations\": {}}}\n", clustering.seconds,
             clustering.score.name, clustering.score.value, clustering.iterations);
  codegrid::write_file(arguments.out, codegrid::encode_npy(clustering.assignments));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's Gaussian mixture or spherical k-means."};
  Arguments arguments;
  app.add_option("--codes", arguments.codes, "[N, D] float32 .npy")->required();
  app.add_option("--out", arguments.out, "the .npy of assignments to write")->required();
  app.add_option("--method", arguments.method)
      ->check(CLI::IsMember({"gaussian_mixture", "spherical_kmeans"}))
      ->capture_default_str();
  app.add_option("--covariance", arguments.covariance)
      ->check(CLI::IsMember({"full", "diagonal"}))
      ->capture_default_str();
  app.add_option("--seed", arguments.seed)->capture_default_str();
  app.add_option("--k", arguments.k, "clusters")->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { cluster(arguments); });
}
