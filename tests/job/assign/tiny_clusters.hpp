#pragma once

#include <ATen/ATen.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cluster/assign/code_index.hpp"
#include "cluster/assign/mixture_file.hpp"
#include "cluster/assign/softmax_file.hpp"
#include "cluster/unit_length.hpp"
#include "config/run_files.hpp"
#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/assign/known_images.hpp"
#include "job/fixtures.hpp"
#include "tensor/npy.hpp"
#include "tensor/random.hpp"

namespace codegrid {

/// A grey picture of height x width as the bytes of a PNM file.
inline std::string pnm(std::int64_t height, std::int64_t width, const std::string& pixels) {
  return "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" + pixels;
}

/// An encoder of images of 1 x 4 x 5, and a folder as codegrid-cluster leaves it: 300 images in
/// three clusters, whose centroids are the codes of the first three images, as the method has them.
class TinyClusters {
 public:
  explicit TinyClusters(ClusteringMethod method = ClusteringMethod::kKMeans) {
    ModelOptions shape;
    shape.code = 3;
    const Autoencoder model(std::vector<std::int64_t>{1, 4, 5}, shape,
                            make_generator(1, Purpose::kWeights));
    metadata.input_shape = model->image_shape();
    metadata.image = {.height = 4, .width = 5, .channels = 1};
    metadata.code_size = 3;
    metadata.config = {{"seed", 1}};
    folder.write("encoder.pt", export_encoder(model, metadata));
    at::Tensor codes = loaded().encode(images);
    if (method == ClusteringMethod::kSphericalKMeans) codes = unit_length(codes);
    clusters = at::cdist(codes, codes.slice(0, 0, 3)).argmin(1);
    JobConfig job;
    job.name = "tiny";
    job.data.dataset = Dataset::kIdx;
    job.data.train_images = "images";
    job.clustering.method = method;
    job.clustering.graph.normalize = Normalize::kNone;
    job.clustering.spectral.normalize = Normalize::kNone;
    job.clustering.hdbscan.normalize = Normalize::kNone;
    folder.write("clusters/config.json", job_json(job).dump());
    folder.write("clusters/metrics.json",
                 nlohmann::json{{"encoder_sha256", file().sha256()}}.dump());
    KnownImagesWriter known(images.size(0));
    known.add(images);
    known.write(place() / cluster_files::kKnownImages, clusters, 3);
    if (uses_neighbor_graph(method)) {
      write_code_index(place() / cluster_files::kCodeIndex, codes, clusters, 3,
                       make_generator(1, Purpose::kCodeIndex));
    } else if (method == ClusteringMethod::kGaussianMixture) {
      write_mixture(place() / cluster_files::kMixture, mixture_around(codes.slice(0, 0, 3)));
    } else if (method == ClusteringMethod::kRefined) {
      write_softmax(place() / cluster_files::kSoftmax, softmax_around(codes.slice(0, 0, 3)));
    } else {
      folder.write("clusters/centroids.npy", encode_npy(codes.slice(0, 0, 3).contiguous()));
    }
  }

  // Whose most probable component is the one with the nearest of `means`, [3, 3].
  static MixtureModel mixture_around(const at::Tensor& means) {
    return {CovarianceKind::kDiagonal,          at::zeros({3}, at::kDouble),
            at::ones({3}, at::kDouble),         at::full({3}, 1.0 / 3, at::kDouble),
            means.to(at::kDouble).contiguous(), at::ones({3, 3}, at::kDouble)};
  }

  // Whose most probable group is the one with the nearest of `places`, [3, 3].
  static SoftmaxModel softmax_around(const at::Tensor& places) {
    return {(2 * places).contiguous(), places.square().sum(1).neg()};
  }

  std::filesystem::path place() const { return folder.path() / "clusters"; }
  EncoderFile file() const { return EncoderFile::read(folder.path() / "encoder.pt"); }
  LoadedEncoder loaded() const { return {file(), metadata, at::kCPU}; }

  TemporaryFolder folder;
  EncoderMetadata metadata;
  at::Tensor images = at::randint(0, 256, {300, 1, 4, 5}, make_generator(2, Purpose::kPictures),
                                  at::TensorOptions(at::kByte));
  at::Tensor clusters;  // [300] int64
};

}  // namespace codegrid
