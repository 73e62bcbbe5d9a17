#include "config/other_values.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "core/device_name.hpp"
#include "core/nearest.hpp"

namespace codegrid {
namespace {

struct ValueWords {
  std::string_view key;
  std::string_view value;
  std::string_view words;  // capitals and signs make no difference
};

constexpr std::array kValueWords{
    ValueWords{"data.dataset", "mnist", "digits"},
    ValueWords{"data.dataset", "idx", "ubyte idx_ubyte emnist kmnist fashion_mnist"},
    ValueWords{"data.dataset", "npy", "numpy npz array"},
    ValueWords{"data.dataset", "folder", "image_folder images pictures directory dir photos"},
    ValueWords{"data.dataset", "list", "csv filelist file_list table"},
    ValueWords{"data.labels", "folder", "directory dir subfolder class folder_name true"},
    ValueWords{"data.labels", "none", "no off false null"},
    ValueWords{"data.image.fit", "pad", "letterbox contain fit"},
    ValueWords{"data.image.fit", "crop", "cover center_crop centre_crop fill"},
    ValueWords{"data.image.fit", "stretch", "resize squash scale"},
    ValueWords{"data.on_bad_image", "skip", "ignore warn drop continue"},
    ValueWords{"data.on_bad_image", "error", "raise fail stop abort"},
    ValueWords{"data.use", "all", "both joined train_and_test train_test everything"},
    ValueWords{"data.use", "train", "training train_only"},
    ValueWords{"data.validation", "holdout", "split random train"},
    ValueWords{"data.scale", "unit", "255 normalize rescale"},
    ValueWords{"model.kind", "dense", "mlp fc fully_connected linear feedforward"},
    ValueWords{"model.kind", "convolutional", "cnn conv2d convnet convolution"},
    ValueWords{"model.activation", "linear", "none identity"},
    ValueWords{"model.activation", "sigmoid", "logistic"},
    ValueWords{"model.code_activation", "same", "default activation"},
    ValueWords{"model.code_activation", "linear", "none identity"},
    ValueWords{"model.code_activation", "sigmoid", "logistic"},
    ValueWords{"model.output", "linear", "none identity"},
    ValueWords{"model.output", "sigmoid", "logistic"},
    ValueWords{"model.downsampling", "pool", "max max_pool max_pooling"},
    ValueWords{"model.downsampling", "pool_early", "early_pool early early_pooling"},
    ValueWords{"model.downsampling", "stride", "conv convolution"},
    ValueWords{"augmentation.preset", "none", "no off false null identity"},
    ValueWords{"augmentation.preset", "handwriting", "mnist digits letters text"},
    ValueWords{"augmentation.preset", "objects", "photos images pictures natural things"},
    ValueWords{"augmentation.outside", "zeros", "zero constant black"},
    ValueWords{"augmentation.outside", "edge", "border nearest replicate"},
    ValueWords{"training.objective.kind", "reconstruction", "autoencoder reconstruct"},
    ValueWords{"training.objective.kind", "contrastive", "simclr nt_xent info_nce contrast"},
    ValueWords{"training.objective.kind", "combined", "both joint"},
    ValueWords{"training.objective.kind", "variational",
               "vae beta_vae variational_autoencoder elbo"},
    ValueWords{"training.reconstruct", "augmented", "noisy input"},
    ValueWords{"training.reconstruct", "clean", "original denoise denoising"},
    ValueWords{"training.loss", "binary_cross_entropy", "bce bce_loss cross_entropy xent"},
    ValueWords{"training.loss", "mean_squared_error", "mse mse_loss l2 squared_error"},
    ValueWords{"training.loss", "mean_absolute_error", "mae l1 l1_loss absolute_error"},
    ValueWords{"training.loss", "huber", "huber_loss smooth_l1 smooth_l1_loss"},
    ValueWords{"training.precision", "float32", "fp32 f32 single float full 32"},
    ValueWords{"training.precision", "auto", "best fastest default"},
    ValueWords{"training.precision", "bfloat16", "bf16 brain_float bf16_mixed mixed_bfloat16"},
    ValueWords{"training.optimizer.name", "sgd", "momentum gd stochastic_gradient_descent"},
    ValueWords{"training.schedule.kind", "constant", "none fixed off"},
    ValueWords{"training.schedule.kind", "cosine", "cosine_annealing cosine_decay cos"},
    ValueWords{"training.schedule.kind", "one_cycle", "one_cycle_lr super_convergence"},
    ValueWords{"training.early_stopping.monitor", "val_loss", "validation valid_loss"},
    ValueWords{"training.early_stopping.monitor", "train_loss", "loss training"},
    ValueWords{"training.early_stopping.monitor", "none", "off no false null"},
    ValueWords{"clustering.method", "graph", "leiden louvain communities knn"},
    ValueWords{"clustering.method", "kmeans", "lloyd kmeans_plus_plus"},
    ValueWords{"clustering.method", "spherical_kmeans", "cosine cosine_kmeans spherical skmeans"},
    ValueWords{"clustering.method", "gaussian_mixture", "gmm mog em mixture gaussian normal"},
    ValueWords{"clustering.method", "spectral", "spectral_clustering eigenvectors laplacian"},
    ValueWords{"clustering.method", "hdbscan", "dbscan optics density hierarchical"},
    ValueWords{"clustering.selection", "excess_of_mass", "eom"},
    ValueWords{"clustering.covariance", "diagonal", "diag spherical independent"},
    ValueWords{"clustering.covariance", "full", "dense unconstrained"},
    ValueWords{"clustering.normalize", "l2", "unit cosine unit_length true"},
    ValueWords{"clustering.normalize", "none", "no off false null"},
    ValueWords{"clustering.search", "exact", "brute brute_force flat all"},
    ValueWords{"clustering.search", "hnsw", "approximate ann hnswlib"},
    ValueWords{"pictures.samples", "nearest", "closest central typical"},
    ValueWords{"pictures.samples", "farthest", "furthest outliers"},
    ValueWords{"pictures.samples", "random", "any sample"},
};

}  // namespace

std::vector<OtherValue> other_values_of(std::string_view key) {
  std::vector<OtherValue> values;
  for (const ValueWords& each : kValueWords) {
    if (each.key != key) continue;
    std::istringstream words{std::string(each.words)};
    for (std::string word; words >> word;) values.push_back({word, std::string(each.value)});
  }
  return values;
}

std::string likely_device(const std::string& name) {
  const std::size_t digits = name.find_last_not_of("0123456789") + 1;
  const std::string number = name.substr(digits);
  const std::string word = name.substr(0, digits);
  for (const char* gpu : {"cuda", "gpu", "gpus", "nvidia"}) {
    const std::string device = number.empty() ? "cuda" : "cuda:" + number;
    if (same_letters(word, gpu) && is_device_name(device)) return device;
  }
  if (same_letters(word, "cpu")) return "cpu";
  return number.empty() ? likely_name(name, {"auto", "cpu", "cuda"}) : "";
}

}  // namespace codegrid
