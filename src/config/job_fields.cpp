#include "config/augmentation_fields.hpp"
#include "config/clustering_fields.hpp"
#include "config/data_fields.hpp"
#include "config/job_config.hpp"
#include "config/model_fields.hpp"
#include "config/other_words.hpp"
#include "config/refinement_fields.hpp"
#include "config/training_fields.hpp"

namespace codegrid {
namespace {

Fields picture_fields(PictureOptions& pictures) {
  return {
      {"rows", "images of each cluster in clusters.png", IntegerValue{&pictures.rows, {1, 100}}},
      {"samples",
       "which members are drawn: random ones, or those nearest to or farthest from the centroid "
       "(by gaussian_mixture: the mean), by graph and spectral those with the most or the fewest "
       "of their neighbors in the cluster, by hdbscan the strongest or the weakest members, by "
       "refined the most or the least probable",
       choice(pictures.samples, {{"random", Samples::kRandom},
                                 {"nearest", Samples::kNearest},
                                 {"farthest", Samples::kFarthest}})},
      {"page", "rows and columns of each cluster_XX.png",
       IntegerTupleValue{{&pictures.page_rows, &pictures.page_columns}, {1, 100}}},
  };
}

// Other words are added here: they are those of the same keys of a job.
SectionValue encoder_section(EncoderConfig& encoder) {
  SectionValue section{{
      {"name", "of the encoder, and of its folder in the run: encoders/NAME",
       TextValue{&encoder.name}, true},
      {"model", "the autoencoder", model_section(encoder.model)},
      {"augmentation", "how the training images are changed at random, each time anew",
       augmentation_section(encoder.augmentation)},
      {"training", "how it is trained", SectionValue{training_fields(encoder.training)}},
  }};
  add_other_words(section.fields);
  return section;
}

SectionValue refinement_of_job(RefinementOptions& refinement) {
  SectionValue section = refinement_section(refinement);
  add_words_of_refinement(section);
  return section;
}

}  // namespace

Fields job_fields(JobConfig& job) {
  constexpr std::size_t kMostEncoders = 16;
  Fields fields{
      {"name",
       "of the run's folder under runs/; by default the file's own name, or \"job\" for a config "
       "that comes through a pipe",
       TextValue{&job.name}},
      {"seed", "of all randomness", IntegerValue{&job.seed, {0, IntegerRange{}.most}}},
      {"device", "auto, cpu, cuda or cuda:N; auto takes a GPU where one can be used",
       TextValue{&job.device}},
      {"threads", "that compute; 0: one for each core that this process may use",
       IntegerValue{&job.threads, {0, 1024}}},
      {"data", "which images", data_section(job.data), true},
      {"model", "the autoencoder", model_section(job.model)},
      {"augmentation", "how the training images are changed at random, each time anew",
       augmentation_section(job.augmentation)},
      {"training", "how it is trained", SectionValue{training_fields(job.training)}},
      {"encoders",
       "several, trained one after the other on the same images, each from a seed of its own; "
       "their codes are grouped together",
       section_list(job.encoders, kMostEncoders, encoder_section)},
      {"refinement",
       "what makes the groups of the encoders' codes better; what it ends with is the run's "
       "encoder",
       optional_section(job.refinement, refinement_of_job)},
      {"clustering",
       "how the codes are grouped; by default refined where there is a refinement, "
       "else graph where there are several encoders",
       clustering_section(job.clustering)},
      {"pictures", "how clusters are drawn", SectionValue{picture_fields(job.pictures)}},
  };
  add_other_words(fields);
  return fields;
}

}  // namespace codegrid
