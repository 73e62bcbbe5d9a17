#include "config/other_words.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "config/other_values.hpp"
#include "core/field_search.hpp"

namespace codegrid {
namespace {

struct OtherWords {
  std::string_view key;
  std::string_view words;  // capitals and underscores make no difference
};

constexpr std::array kOtherWords{
    OtherWords{"name", "run_name job_name experiment"},
    OtherWords{"seed", "random_seed random_state rng_seed manual_seed"},
    OtherWords{"device", "gpu cuda use_cuda accelerator"},
    OtherWords{"threads", "num_threads n_threads n_jobs workers num_workers cores"},
    OtherWords{"model", "autoencoder network net encoder decoder"},
    OtherWords{"augmentation", "augment augmentations data_augmentation transforms transform"},
    OtherWords{"training", "train trainer"},
    OtherWords{"encoders", "models networks autoencoders ensemble"},
    OtherWords{"refinement", "refine refining self_training pseudo_labels student dec idec"},
    OtherWords{"clustering", "cluster kmeans"},
    OtherWords{"pictures", "plot plots figures"},
    OtherWords{"data.root", "data_dir data_root data_path dir folder path"},
    OtherWords{"data.holdout", "validation_split val_split val_fraction val_size valid_size"},
    OtherWords{"data.scale", "scaling normalization"},
    OtherWords{"data.train_images", "images image_file train_data x_train"},
    OtherWords{"data.train_labels", "labels label_file y_train"},
    OtherWords{"data.validation_images", "val_images valid_images x_val"},
    OtherWords{"data.validation_labels", "val_labels valid_labels y_val"},
    OtherWords{"data.test_images", "test_data x_test"},
    OtherWords{"data.test_labels", "y_test"},
    OtherWords{"data.label_column", "label_index target_column"},
    OtherWords{"data.image", "image_size img_size input_shape input_size resize target_size"},
    OtherWords{"data.image.channels", "color_mode colour color grayscale greyscale"},
    OtherWords{"data.image.fit", "resize_mode crop padding"},
    OtherWords{"data.on_bad_image", "on_error skip_errors ignore_errors"},
    OtherWords{"data.cache", "cache_dir cache_folder"},
    OtherWords{"model.kind", "architecture arch model_type"},
    OtherWords{"model.code",
               "latent latent_dim latent_dims latent_size bottleneck bottleneck_size embedding "
               "embedding_dim embedding_size encoding_dim code_size code_dim z z_dim n_components"},
    OtherWords{"model.activation", "act nonlinearity"},
    OtherWords{"model.code_activation",
               "latent_activation bottleneck_activation embedding_activation head_activation"},
    OtherWords{"model.output", "output_activation final_activation"},
    OtherWords{"model.hidden",
               "layers units hidden_layers hidden_sizes hidden_dims hidden_units encoder_layers "
               "dense_layers fc_layers"},
    OtherWords{"model.channels", "filters num_filters conv_channels"},
    OtherWords{"model.kernel", "kernel_size filter_size"},
    OtherWords{"model.downsampling", "pool pooling"},
    OtherWords{"model.batch_norm", "bn batch_normalization use_batch_norm"},
    OtherWords{"model.dropout", "dropout_rate drop_rate"},
    OtherWords{"augmentation.preset", "policy"},
    OtherWords{"augmentation.strength", "magnitude intensity"},
    OtherWords{"augmentation.outside", "padding_mode fill fill_mode border"},
    OtherWords{"augmentation.rotation", "rotate rotation_range angle degrees"},
    OtherWords{"augmentation.shift", "translate translation width_shift_range height_shift_range"},
    OtherWords{"augmentation.scale", "zoom zoom_range"},
    OtherWords{"augmentation.shear", "shear_range slant skew"},
    OtherWords{"augmentation.elastic", "elastic_transform elastic_distortion distortion"},
    OtherWords{"augmentation.mirror", "flip hflip horizontal_flip random_horizontal_flip"},
    OtherWords{"augmentation.crop", "random_crop random_resized_crop"},
    OtherWords{"augmentation.brightness", "brightness_range"},
    OtherWords{"augmentation.noise", "gaussian_noise noise_std"},
    OtherWords{"augmentation.cutout", "random_erasing erase coarse_dropout"},
    OtherWords{"training.epochs", "num_epochs n_epochs max_epochs nb_epoch iterations"},
    OtherWords{"training.batch_size", "batch bs minibatch minibatch_size"},
    OtherWords{"training.checkpoint_minutes", "checkpoint_every checkpoint_interval save_every"},
    OtherWords{"training.objective", "pretext task pretraining"},
    OtherWords{"training.objective.temperature", "tau softmax_temperature"},
    OtherWords{"training.objective.weight", "contrastive_weight lambda alpha"},
    OtherWords{"training.objective.beta", "kl_weight kld_weight kl_coefficient"},
    OtherWords{"training.loss", "criterion loss_function loss_fn"},
    OtherWords{"training.reconstruct", "denoise denoising"},
    OtherWords{"training.precision", "dtype amp mixed_precision"},
    OtherWords{"training.optimizer", "opt optim optimiser"},
    OtherWords{"training.optimizer.learning_rate", "lr base_lr initial_lr step_size eta"},
    OtherWords{"training.optimizer.betas", "beta beta1 beta2"},
    OtherWords{"training.optimizer.epsilon", "eps"},
    OtherWords{"training.optimizer.weight_decay", "wd decay l2_penalty"},
    OtherWords{"training.schedule", "scheduler lr_schedule lr_scheduler"},
    OtherWords{"training.schedule.warmup", "warmup_ratio warmup_steps warmup_epochs"},
    OtherWords{"training.early_stopping", "early_stop"},
    OtherWords{"training.early_stopping.restore_best", "restore_best_weights keep_best"},
    OtherWords{"refinement.k", "n_clusters num_clusters clusters n_groups"},
    OtherWords{"refinement.update_interval", "interval target_interval"},
    OtherWords{"refinement.updates", "max_updates epochs max_iter iterations"},
    OtherWords{"refinement.tolerance", "tol"},
    OtherWords{"refinement.gamma", "weight clustering_weight lambda alpha"},
    OtherWords{"refinement.neighbors", "neighbours n_neighbors num_neighbors knn"},
    OtherWords{"clustering.method", "algorithm clusterer"},
    OtherWords{"clustering.k", "n_clusters num_clusters clusters n_groups"},
    OtherWords{"clustering.n_init", "restarts starts n_starts nredo"},
    OtherWords{"clustering.max_iter", "niter n_iter num_iter max_iterations iterations"},
    OtherWords{"clustering.tol", "tolerance"},
    OtherWords{"clustering.covariance", "covariance_type cov_type"},
    OtherWords{"clustering.regularization", "reg_covar covariance_floor ridge jitter"},
    OtherWords{"clustering.neighbors", "neighbours n_neighbors num_neighbors knn"},
    OtherWords{"clustering.resolution", "gamma resolution_parameter"},
    OtherWords{"pictures.rows", "images_per_cluster n_images"},
};

struct SameSection {
  std::string_view section;
  std::string_view of_job;  // whose keys are called alike
};

constexpr std::array kSameSections{SameSection{"refinement.student", "model"},
                                   SameSection{"refinement.augmentation", "augmentation"},
                                   SameSection{"refinement.training", "training"},
                                   SameSection{"refinement.optimizer", "training.optimizer"}};

std::vector<std::string> words_for(const std::string& key) {
  const auto* found = std::ranges::find(kOtherWords, key, &OtherWords::key);
  std::vector<std::string> words;
  if (found == kOtherWords.end()) return words;
  std::istringstream text{std::string(found->words)};
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

void add_words(Fields& fields, std::string section);

void add_words(SectionValue& section, const std::string& key) {
  add_words(section.fields, key);
  for (Kind& kind : section.kinds) add_words(kind.fields, key);
}

void add_words(Fields& fields, std::string section) {
  const auto* same = std::ranges::find(kSameSections, section, &SameSection::section);
  if (same != kSameSections.end()) section = same->of_job;
  for (Field& field : fields) {
    const std::string key = joined_key(section, field.key);
    field.also_called = words_for(key);
    field.other_values = other_values_of(key);
    if (auto* inner = std::get_if<SectionValue>(&field.value)) add_words(*inner, key);
  }
}

}  // namespace

void add_other_words(Fields& job) { add_words(job, ""); }

void add_words_of_refinement(SectionValue& refinement) { add_words(refinement, "refinement"); }

}  // namespace codegrid
