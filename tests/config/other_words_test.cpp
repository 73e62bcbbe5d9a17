#include "config/other_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/job_config.hpp"
#include "core/field_search.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(OtherWords, LeadToTheKeyByItsFullPath) {
  EXPECT_THAT(likely_job_keys("lr"), ElementsAre("training.optimizer.learning_rate"));
  EXPECT_THAT(likely_job_keys("batch"), ElementsAre("training.batch_size"));
  EXPECT_THAT(likely_job_keys("latent_dim"), ElementsAre("model.code"));
  EXPECT_THAT(likely_job_keys("bottleneck"), ElementsAre("model.code"));
  EXPECT_THAT(likely_job_keys("n_clusters"), ElementsAre("clustering.k"));
  EXPECT_THAT(likely_job_keys("k"), ElementsAre("clustering.k"));
  EXPECT_THAT(likely_job_keys("epochs"), ElementsAre("training.epochs"));
  EXPECT_THAT(likely_job_keys("numEpochs"), ElementsAre("training.epochs"));
  EXPECT_THAT(likely_job_keys("eps"), ElementsAre("training.optimizer.epsilon"));
  EXPECT_THAT(likely_job_keys("random_state"), ElementsAre("seed"));
  EXPECT_THAT(likely_job_keys("n_init"), ElementsAre("clustering.n_init"));
  EXPECT_THAT(likely_job_keys("horizontal_flip"), ElementsAre("augmentation.mirror"));
  EXPECT_THAT(likely_job_keys("data_augmentation"), ElementsAre("augmentation"));
  EXPECT_THAT(likely_job_keys("train"), ElementsAre("training"));
  EXPECT_THAT(likely_job_keys("tau"), ElementsAre("training.objective.temperature"));
  EXPECT_THAT(likely_job_keys("embedding_activation"), ElementsAre("model.code_activation"));
}

TEST(OtherWords, OfTwoKeysLeadToTheOneInTheSameSection) {
  JobConfig job;
  const SectionValue root{job_fields(job)};
  EXPECT_THAT(likely_keys(root, "clustering", "iterations"), ElementsAre("clustering.max_iter"));
  EXPECT_THAT(likely_keys(root, "training", "iterations"), ElementsAre("training.epochs"));
  EXPECT_THAT(likely_keys(root, "training.optimizer", "lr"),
              ElementsAre("training.optimizer.learning_rate"));
}

TEST(OtherWords, LeaveAWordThatMeansNothingHereAlone) {
  for (const char* word : {"foo", "zebra", "x", "perplexity", "vocab"})
    EXPECT_THAT(likely_job_keys(word), IsEmpty()) << word;
}

void expect_no_key_is_another_word(const SectionValue& section) {
  const auto check = [&](const Fields& fields) {
    for (const Field& field : fields) {
      for (const std::string& word : field.also_called) EXPECT_NE(word, field.key);
      if (const auto* inner = std::get_if<SectionValue>(&field.value))
        expect_no_key_is_another_word(*inner);
    }
  };
  check(section.fields);
  for (const Kind& kind : section.kinds) check(kind.fields);
}

TEST(OtherWords, AreOtherWords) {
  JobConfig job;
  expect_no_key_is_another_word(SectionValue{job_fields(job)});
}

}  // namespace
}  // namespace codegrid
