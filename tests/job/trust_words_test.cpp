#include "job/trust_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Trust trust_of_groups(double agree, const std::vector<GroupTrust>& groups) {
  Trust trust;
  trust.neighbors = 15;
  trust.neighbors_agree = agree / 2;
  trust.groups_agree = agree;
  trust.groups = groups;
  return trust;
}

GroupTrust whole_group(double agree) { return {100, agree, agree, -1, 0, {0.3, 0.4}}; }

TEST(TrustWords, SayWhetherGroupsAreToBeBelieved) {
  const std::vector<GroupTrust> groups{whole_group(1), whole_group(1)};
  EXPECT_THAT(trust_sentences(trust_of_groups(0.98, groups)),
              ElementsAre("Groups to be believed: 49.0 % of the nearest neighbors agree, 98.0 % in "
                          "the mean of the clusters."));
  EXPECT_THAT(trust_sentences(trust_of_groups(kLeastBelieved - 0.001, groups)).front(),
              HasSubstr("Groups to be doubted: "));
  EXPECT_THAT(trust_sentences(trust_of_groups(kLeastDoubted - 0.001, groups)).front(),
              HasSubstr("Groups not to be believed: only "));
}

TEST(TrustWords, NameGroupsThatRunIntoOthersTheWorstFirst) {
  GroupTrust mixed = whole_group(0.5);
  mixed.overlaps = 7;
  mixed.overlap = 0.375;
  const std::vector<std::string> sentences =
      trust_sentences(trust_of_groups(0.98, {mixed, whole_group(1), whole_group(0.25)}));
  ASSERT_EQ(sentences.size(), 3U);
  EXPECT_EQ(sentences[1], "Cluster 2: 25.0 % of the neighbors agree.");
  EXPECT_EQ(sentences[2], "Cluster 0: 50.0 % of the neighbors agree, 37.5 % are in cluster 7.");
}

TEST(TrustWords, NameGroupsWhoseHalvesHardlyTouch) {
  GroupTrust two = whole_group(1);
  two.halves = {0.01, 0.25};
  const std::vector<std::string> sentences =
      trust_sentences(trust_of_groups(0.98, {whole_group(1), two}));
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[1],
            "Two parts of cluster 1 hardly touch (1.0 % of their edges): it may be two groups, of "
            "25.0 % and 75.0 % of its images.");
  two.halves.lesser = 0.12555;
  EXPECT_THAT(trust_sentences(trust_of_groups(0.98, {whole_group(1), two})).back(),
              HasSubstr(" 12.6 % and 87.4 % "))
      << "they make 100";
  EXPECT_EQ(words_on_group(two), ", 100.0 % of neighbors agree, two parts hardly touch");
  EXPECT_EQ(words_on_group(whole_group(0.5)), ", 50.0 % of neighbors agree");
  EXPECT_EQ(words_on_group({}), "");
}

TEST(TrustWords, NameThreeOfManyAndNoneWhereNearlyAllAreMixed) {
  const std::vector<std::string> sentences =
      trust_sentences(trust_of_groups(0.9, std::vector<GroupTrust>(8, whole_group(0.3))));
  ASSERT_EQ(sentences.size(), 5U);
  EXPECT_EQ(sentences[4], "5 more clusters are as mixed, in metrics.json.");
  EXPECT_EQ(
      trust_sentences(trust_of_groups(0.3, std::vector<GroupTrust>(8, whole_group(0.3)))).size(),
      1U);
}

TEST(TrustWords, SayThatNothingIsKnown) {
  EXPECT_THAT(trust_sentences(trust_of_groups(1, {whole_group(1)})),
              ElementsAre("One group has nothing that it could be told from."));
  EXPECT_THAT(trust_sentences(trust_of_groups(NAN, {{}, {}})),
              ElementsAre("Nothing tells whether the groups are to be believed: no code has "
                          "neighbors."));
}

}  // namespace
}  // namespace codegrid
