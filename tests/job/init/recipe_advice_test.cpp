#include "job/init/recipe_advice.hpp"

#include <gmock/gmock.h>

#include "config/job_config.hpp"
#include "model/families.hpp"
#include "refine/student.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TrainingFacts facts_for(std::int64_t images, std::int64_t labels) {
  TrainingFacts facts{images, images - images / 10, 1, 28, 28, false, 2};
  facts.labels = labels;
  facts.bfloat16 = true;
  return facts;
}

std::string text_of(const RecipeAdvice& advice) {
  std::vector<ConfigEntry> sections = advice.sections;
  sections.push_back({"data", {}, {{"root", "."}}});
  return config_text(sections, "");
}

JobConfig job_of(const RecipeAdvice& advice) { return parse_job(text_of(advice), "-", {}); }

TEST(RecipeAdvice, OfAsManyImagesAsTheRecipeIsForHasItsEpochs) {
  for (const std::int64_t images : {40'000, 60'000, 70'000, 120'000}) {
    const JobConfig job = job_of(advise_recipe(facts_for(images, 10)));
    ASSERT_EQ(job.encoders.size(), 2U);
    EXPECT_EQ(job.encoders[0].training.epochs, 6) << images;
    EXPECT_EQ(job.encoders[1].training.epochs, 15) << images;
    EXPECT_EQ(job.refinement.value().training.epochs, 6) << images;
    EXPECT_EQ(job.refinement->k, 10);
  }
}

TEST(RecipeAdvice, FewerImagesHaveMoreEpochsAndMoreHaveFewer) {
  std::int64_t before = 201;
  for (const std::int64_t images : {1'000, 5'000, 20'000, 70'000, 250'000}) {
    const JobConfig job = job_of(advise_recipe(facts_for(images, 10)));
    const TrainingOptions& training = job.encoders.at(0).training;
    EXPECT_LT(training.epochs, before) << images;
    EXPECT_EQ(training.epochs, job.refinement.value().training.epochs) << images;
    before = training.epochs;
    const double steps = 0.99 * static_cast<double>(images * training.epochs) /
                         static_cast<double>(training.batch_size);
    EXPECT_NEAR(steps, 816, 250) << images;
  }
}

TEST(RecipeAdvice, LabelsAreANumberOfGroupsAndNoMore) {
  const RecipeAdvice advice = advise_recipe(facts_for(5'000, 7));
  EXPECT_EQ(job_of(advice).refinement.value().k, 7);
  EXPECT_THAT(text_of(advice), HasSubstr("// As many groups as there are labels; nothing else is "
                                         "taken from those."));
  EXPECT_THAT(advice.plan,
              AllOf(HasSubstr("two encoders, and students that learn 7 groups; about "),
                    HasSubstr("to train on 2 cores of this machine (a guess)")));
}

TEST(RecipeAdvice, WithoutANumberTheGraphOfBothFindsOne) {
  struct Case {
    std::int64_t labels;
    const char* why;
  };
  for (const auto& [labels, why] :
       {Case{0, "No labels say how many groups there may be"}, Case{1, "All images have one label"},
        Case{100, "2,000 images of 100 labels are too few images of each"}}) {
    const RecipeAdvice advice = advise_recipe(facts_for(2'000, labels));
    const JobConfig job = job_of(advice);
    EXPECT_EQ(job.encoders.size(), 2U);
    EXPECT_FALSE(job.refinement);
    EXPECT_EQ(job.clustering.method, ClusteringMethod::kGraph);
    EXPECT_THAT(text_of(advice), HasSubstr(std::string("// ") + why));
    EXPECT_THAT(advice.plan, HasSubstr("two encoders, and the graph of both; "));
  }
}

TEST(RecipeAdvice, TheRefinementThatItNamesIsTheOneWithANumber) {
  const std::string text = text_of(advise_recipe(facts_for(2'000, 0)));
  const std::size_t at = text.find("\"refinement\":{");
  ASSERT_NE(at, std::string::npos);
  const std::string line = text.substr(at, text.find('\n', at) - at);
  JobConfig named = parse_job(
      "{\"data\": {\"root\": \".\"}, \"encoders\": [{\"name\": \"a\"}], " + line + "}", "-", {});
  JobConfig wanted = job_of(advise_recipe(facts_for(2'000, 10)));
  EXPECT_EQ(job_json(named)["refinement"], job_json(wanted)["refinement"]);
}

TEST(RecipeAdvice, FitsImagesOfEveryShapeThatItIsProposedFor) {
  int proposed = 0;
  for (const std::int64_t channels : {1, 3}) {
    for (const std::int64_t height : {5, 6, 8, 12, 31, 64}) {
      for (const std::int64_t width : {6, 33, 300}) {
        TrainingFacts facts = facts_for(3'000, 4);
        facts.channels = channels;
        facts.height = height;
        facts.width = width;
        const RecipeAdvice advice = advise_recipe(facts);
        if (!advice.why_not.empty()) continue;
        ++proposed;
        const JobConfig job = job_of(advice);
        const Shape shape{channels, height, width};
        for (const EncoderConfig& encoder : job.encoders)
          EXPECT_NO_THROW(make_architecture(shape, encoder.model));
        EXPECT_NO_THROW(student_architecture(shape, job.refinement.value()));
      }
    }
  }
  EXPECT_GE(proposed, 24);
}

TEST(RecipeAdvice, SaysWhyItIsNotProposed) {
  const auto why = [](TrainingFacts facts) { return advise_recipe(facts).why_not; };
  EXPECT_EQ(why(facts_for(1'000, 5)), "");
  EXPECT_EQ(why(facts_for(999, 5)),
            "two encoders and a refinement of their groups take 1,000 images or more");
  EXPECT_TRUE(advise_recipe(facts_for(999, 5)).sections.empty());
  TrainingFacts tiny = facts_for(5'000, 5);
  tiny.width = 5;
  EXPECT_EQ(why(tiny), "a contrastive encoder beside it takes images of 6 x 6 or more");
  TrainingFacts poor = facts_for(5'000, 5);
  poor.memory = {1e8, "the memory"};
  EXPECT_THAT(why(poor), AllOf(HasSubstr("of the two of configs/images-best.json, \"contrastive\" "
                                         "takes "),
                               HasSubstr("95.4 MiB are left of the memory")));
  TrainingFacts large = facts_for(5'000, 5);
  large.height = 300;
  large.width = 300;
  EXPECT_THAT(why(large), HasSubstr("would take about "));
  EXPECT_THAT(why(large), HasSubstr(" on 2 cores of this machine (a guess)"));
  large.cores = 64;
  EXPECT_EQ(why(large), "");
}

}  // namespace
}  // namespace codegrid
