// Times one of codegrid's clusterers on codes in a .npy file. Prints one JSON object;
// bench/methods.py and bench/mixture.py compare.
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>

#include "cluster/clustering.hpp"
#include "cluster/unit_length.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "core/stopwatch.hpp"
#include "program.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace {

using codegrid::ClusteringMethod;

const std::map<std::string, ClusteringMethod> kMethods{
    {"kmeans", ClusteringMethod::kKMeans},
    {"spherical_kmeans", ClusteringMethod::kSphericalKMeans},
    {"gaussian_mixture", ClusteringMethod::kGaussianMixture},
    {"graph", ClusteringMethod::kGraph},
    {"spectral", ClusteringMethod::kSpectral},
    {"hdbscan", ClusteringMethod::kHdbscan},
};
const std::map<std::string, codegrid::CovarianceKind> kCovariances{
    {"full", codegrid::CovarianceKind::kFull},
    {"diagonal", codegrid::CovarianceKind::kDiagonal},
};

struct Arguments {
  std::string codes;
  std::string out;
  ClusteringMethod method = ClusteringMethod::kKMeans;
  std::uint64_t seed = 1;
  std::int64_t k = 10;
  codegrid::ClusteringOptions options;
};

codegrid::ClusteringOptions make_options(const Arguments& arguments) {
  codegrid::ClusteringOptions options = arguments.options;
  options.method = arguments.method;
  if (arguments.k == 0) return options;
  options.kmeans.k = arguments.k;
  options.spherical_kmeans.k = arguments.k;
  options.gaussian_mixture.k = arguments.k;
  options.graph.k = arguments.k;
  options.spectral.k = arguments.k;
  return options;
}

// Scaling to unit length is part of the work, as it is in peers that scale.
void cluster(const Arguments& arguments) {
  const codegrid::ClusteringOptions options = make_options(arguments);
  at::Tensor codes = codegrid::decode_npy(
      codegrid::read_file(arguments.codes, codegrid::ExitCode::kBadData), arguments.codes);
  const codegrid::Stopwatch watch;
  if (options.normalize() == codegrid::Normalize::kL2) codes = codegrid::unit_length(codes);
  const codegrid::Clustering clustering = codegrid::cluster_codes(
      codes, options, codegrid::make_generator(arguments.seed, codegrid::Purpose::kKMeans));
  fmt::print("{{\"seconds\": {:.6f}, \"clusters\": {}, \"{}\": {}, \"iterations\": {}}}\n",
             watch.seconds(), clustering.k, clustering.score.name, clustering.score.value,
             clustering.iterations);
  codegrid::write_file(arguments.out, codegrid::encode_npy(clustering.assignments));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times one of codegrid's clusterers."};
  Arguments arguments;
  app.add_option("--codes", arguments.codes, "[N, D] float32 .npy")->required();
  app.add_option("--out", arguments.out, "the .npy of assignments to write")->required();
  app.add_option("--method", arguments.method)
      ->required()
      ->transform(CLI::CheckedTransformer(kMethods));
  app.add_option("--covariance", arguments.options.gaussian_mixture.covariance)
      ->transform(CLI::CheckedTransformer(kCovariances));
  app.add_option("--seed", arguments.seed)->capture_default_str();
  app.add_option("--k", arguments.k, "clusters; 0: as many as the method finds or has by default")
      ->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { cluster(arguments); });
}
