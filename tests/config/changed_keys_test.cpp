#include "config/changed_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> changed_by(const std::vector<std::string>& assignments) {
  const std::string text = R"({"data": {"root": "/data"}, "model": {"hidden": [64, 32]}})";
  const std::string file = "/jobs/job.json";
  return changed_keys(parse_job(text, file, {}), parse_job(text, file, assignments));
}

TEST(ChangedKeys, AreThoseOfOtherValuesHoweverTheyWereAssigned) {
  EXPECT_THAT(changed_by({"model.code=5", "seed=2"}), ElementsAre("seed", "model.code"));
  EXPECT_THAT(changed_by({R"(model={"code": 5})"}), ElementsAre("model.code"));
  EXPECT_THAT(changed_by({"training.optimizer.learning_rate=.5"}),
              ElementsAre("training.optimizer.learning_rate"));
}

TEST(ChangedKeys, AreNoneWhereTheValueStaysTheSame) {
  EXPECT_THAT(changed_by({}), IsEmpty());
  EXPECT_THAT(changed_by({"model.code=36", "model.hidden=[64,32]", "data.root=/data/."}),
              IsEmpty());
  EXPECT_THAT(changed_by({"model.code=5", "model.code=36.0"}), IsEmpty());
}

TEST(ChangedKeys, AListIsOneValue) {
  EXPECT_THAT(changed_by({"model.hidden=[64]"}), ElementsAre("model.hidden"));
}

TEST(ChangedKeys, AreNamedInTheItemOfAList) {
  const auto parse = [](const std::vector<std::string>& assignments) {
    return parse_job(R"({"data": {"root": "/data"}, "encoders": [{"name": "a"}, {"name": "b"}]})",
                     "/jobs/job.json", assignments);
  };
  EXPECT_THAT(changed_keys(parse({}), parse({"encoders[1].model.code=5", "encoders.0.name=c"})),
              ElementsAre("encoders[0].name", "encoders[1].model.code"));
  EXPECT_THAT(changed_keys(parse({}), parse({R"(encoders=[{"name": "a"}])"})),
              testing::Contains("encoders"));
  EXPECT_THAT(changed_keys(parse({}), parse({"refinement.k=5"})), testing::Contains("refinement"));
}

TEST(ChangedKeys, AnotherKindHasKeysOfItsOwn) {
  EXPECT_THAT(
      changed_by({"training.schedule.kind=one_cycle"}),
      ElementsAre("training.schedule.kind", "training.schedule.rise", "training.schedule.warmup"));
}

}  // namespace
}  // namespace codegrid
