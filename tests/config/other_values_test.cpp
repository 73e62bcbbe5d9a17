#include "config/other_values.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "core/field_search.hpp"
#include "core/nearest.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// What is said of `assignment`, behind what is expected.
std::string hint_of(const std::string& assignment) {
  const std::string said =
      error_of([&] { parse_job(R"({"data": {"root": "/d"}})", "/j.json", {assignment}); }).what();
  const std::size_t place = said.find("; did you mean ");
  return place == std::string::npos ? "" : said.substr(place);
}

TEST(OtherValues, AreLedToOurs) {
  EXPECT_EQ(hint_of("training.precision=bf16"), "; did you mean \"bfloat16\"?");
  EXPECT_EQ(hint_of("training.precision=FP32"), "; did you mean \"float32\"?");
  EXPECT_EQ(hint_of("training.loss=bce"), "; did you mean \"binary_cross_entropy\"?");
  EXPECT_EQ(hint_of("training.loss=MSELoss"), "; did you mean \"mean_squared_error\"?");
  EXPECT_EQ(hint_of("training.objective.kind=SimCLR"), "; did you mean \"contrastive\"?");
  EXPECT_EQ(hint_of("training.objective.kind=VAE"), "; did you mean \"variational\"?");
  EXPECT_EQ(hint_of("training.objective.kind=beta-vae"), "; did you mean \"variational\"?");
  EXPECT_EQ(hint_of("training.loss=L1"), "; did you mean \"mean_absolute_error\"?");
  EXPECT_EQ(hint_of("training.loss=SmoothL1Loss"), "; did you mean \"huber\"?");
  EXPECT_EQ(hint_of("model.kind=mlp"), "; did you mean \"dense\"?");
  EXPECT_EQ(hint_of("model.kind=CNN"), "; did you mean \"convolutional\"?");
  EXPECT_EQ(hint_of("clustering.method=leiden"), "; did you mean \"graph\"?");
  EXPECT_EQ(hint_of("clustering.method=Cosine"), "; did you mean \"spherical_kmeans\"?");
  EXPECT_EQ(hint_of("clustering.method=GMM"), "; did you mean \"gaussian_mixture\"?");
  EXPECT_EQ(hint_of("clustering.method=spectral_clustering"), "; did you mean \"spectral\"?");
  EXPECT_EQ(hint_of("clustering.method=dbscan"), "; did you mean \"hdbscan\"?");
  EXPECT_EQ(hint_of("data.dataset=ImageFolder"), "; did you mean \"folder\"?");
  EXPECT_EQ(hint_of("pictures.samples=closest"), "; did you mean \"nearest\"?");
  EXPECT_EQ(hint_of("augmentation.preset=digits"), "; did you mean \"handwriting\"?");
  EXPECT_EQ(hint_of("augmentation.preset=photos"), "; did you mean \"objects\"?");
  EXPECT_EQ(hint_of("augmentation.outside=replicate"), "; did you mean \"edge\"?");
  EXPECT_EQ(hint_of("model.code_activation=identity"), "; did you mean \"linear\"?");
  EXPECT_EQ(hint_of("training.precision=float16"), "; did you mean \"bfloat16\"?");
}

TEST(OtherValues, OfSwitchesToo) {
  EXPECT_EQ(hint_of("training.early_stopping.restore_best=yes"), "; did you mean true?");
  EXPECT_EQ(hint_of("training.early_stopping.restore_best=Off"), "; did you mean false?");
}

TEST(OtherValues, OfADeviceAreLedToOne) {
  EXPECT_EQ(hint_of("device=gpu"), "; did you mean \"cuda\"?");
  EXPECT_EQ(hint_of("device=GPU:1"), "; did you mean \"cuda:1\"?");
  EXPECT_EQ(hint_of("device=cuda0"), "; did you mean \"cuda:0\"?");
  EXPECT_EQ(hint_of("device=CPU"), "; did you mean \"cpu\"?");
  EXPECT_EQ(hint_of("device=cpu:0"), "; did you mean \"cpu\"?");
  EXPECT_EQ(hint_of("device=Auto"), "; did you mean \"auto\"?");
  EXPECT_EQ(hint_of("device=cuda:999"), "");
  for (const char* other : {"tpu", "mps", "rocm", "7", ""})
    EXPECT_EQ(likely_device(other), "") << other;
}

TEST(OtherValues, MeanNothingWhereNothingIsMeant) {
  for (const char* assignment : {"training.loss=hinge", "model.activation=gelu",
                                 "clustering.method=birch", "training.optimizer.name=lion"})
    EXPECT_EQ(hint_of(assignment), "") << assignment;
}

// Of a dotted key, whichever kinds of its section have it.
struct Choice {
  std::set<std::string> names;
  std::vector<OtherValue> others;
};

void collect_choices(const Fields& fields, const std::string& section,
                     std::map<std::string, Choice>& choices) {
  for (const Field& field : fields) {
    const std::string key = joined_key(section, field.key);
    if (!field.other_values.empty()) {
      const auto& names = std::get<ChoiceValue>(field.value).names;
      choices[key].names.insert(names.begin(), names.end());
      choices[key].others = field.other_values;
    }
    const auto* inner = std::get_if<SectionValue>(&field.value);
    if (inner == nullptr) continue;
    collect_choices(inner->fields, key, choices);
    for (const Kind& kind : inner->kinds) collect_choices(kind.fields, key, choices);
  }
}

TEST(OtherValues, AreOfKeysAndValuesThatThereAre) {
  JobConfig job;
  std::map<std::string, Choice> choices;
  collect_choices(job_fields(job), "", choices);
  std::size_t words = 0;
  for (const auto& [key, choice] : choices) {
    for (const OtherValue& other : choice.others) {
      EXPECT_TRUE(choice.names.contains(other.value)) << key << " " << other.value;
      for (const std::string& name : choice.names)
        EXPECT_FALSE(same_letters(other.word, name)) << key << " " << other.word;
      ++words;
    }
  }
  EXPECT_GT(words, 80U);
}

}  // namespace
}  // namespace codegrid
