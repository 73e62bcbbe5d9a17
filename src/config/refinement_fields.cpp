#include "config/refinement_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "config/augmentation_fields.hpp"
#include "config/model_fields.hpp"
#include "config/training_fields.hpp"

namespace codegrid {
namespace {

void leave_out(Fields& fields, std::string_view key) {
  std::erase_if(fields, [&](const Field& field) { return field.key == key; });
}

// A student has one output for each group, and no decoder.
SectionValue student_section(ModelOptions& student) {
  SectionValue section = model_section(student);
  for (const char* key : {"code", "code_activation", "output"}) leave_out(section.fields, key);
  return section;
}

// Its loss is the cross-entropy, and it trains for all epochs.
Fields student_training_fields(TrainingOptions& training) {
  Fields fields = training_fields(training);
  for (const char* key : {"objective", "loss", "reconstruct", "early_stopping"})
    leave_out(fields, key);
  return fields;
}

Fields student_fields(RefinementOptions& refinement) {
  return {
      {"rounds",
       "students at most, one after the other, each of which learns the images whose neighbors "
       "agree, and gives features for the next graph; a round that does not repeat the one before "
       "is not kept",
       IntegerValue{&refinement.rounds, {1, 100}}},
      {"neighbors", "nearest neighbors of each image in every graph",
       IntegerValue{&refinement.neighbors, {1, 1000}}},
      {"label_smoothing", "share of each label that all groups share alike (Szegedy et al. 2016)",
       NumberValue{&refinement.label_smoothing, {0, 1, true, false}}},
      {"student",
       "the net that learns the groups; what enters its last layer are the features, the codes of "
       "the refined encoder",
       student_section(refinement.student)},
      {"augmentation", "how the images that it learns from are changed at random",
       augmentation_section(refinement.augmentation)},
      {"training",
       "how it is trained; bfloat16 only where the device has it, float32 elsewhere; the weights "
       "that count are their average over the last steps",
       SectionValue{student_training_fields(refinement.training)}},
  };
}

Fields embedding_fields(EmbeddingOptions& embedding) {
  return {
      {"update_interval", "steps with the same targets, then they are drawn up anew",
       IntegerValue{&embedding.update_interval, {1, 1'000'000}}},
      {"updates", "of the targets, at most", IntegerValue{&embedding.updates, {1, 1'000'000}}},
      {"tolerance", "it ends where fewer labels than this share changed in an interval; 0: never",
       NumberValue{&embedding.tolerance, {0, 1}}},
      {"batch_size", "images a step", IntegerValue{&embedding.batch_size, {1, 1 << 24}}},
      {"optimizer", "how weights follow gradients", optimizer_section(embedding.optimizer)},
  };
}

Fields improved_fields(EmbeddingOptions& embedding) {
  Fields fields = embedding_fields(embedding);
  fields.push_back({"gamma", "weight of the divergence beside the loss of the reconstruction",
                    NumberValue{&embedding.gamma, {0, 1000}}});
  return fields;
}

}  // namespace

SectionValue refinement_section(RefinementOptions& refinement) {
  return section_of_kinds<RefinementKind>(
      "kind", refinement.kind,
      {{"students", RefinementKind::kStudents,
        "nets learn the groups from the images whose neighbors agree", student_fields(refinement)},
       {"dec", RefinementKind::kDec,
        "the codes of one encoder are moved towards centroids (deep embedded clustering; Xie et "
        "al. 2016)",
        embedding_fields(refinement.dec)},
       {"idec", RefinementKind::kIdec,
        "the same while its decoder still reconstructs (Guo et al. 2017)",
        improved_fields(refinement.idec)}},
      {{"k", "number of groups", IntegerValue{&refinement.k, {2, 1000}}}});
}

}  // namespace codegrid
