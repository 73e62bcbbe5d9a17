#include "cluster/measures/agreement.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

LabelAgreement agreement_of(const std::vector<std::int64_t>& labels,
                            const std::vector<std::int64_t>& clusters, std::int64_t k) {
  return label_agreement(
      contingency(at::tensor(labels, at::kLong), at::tensor(clusters, at::kLong), k));
}

TEST(LabelAgreement, HasTheValuesOfScikitLearnAndOfCountingByHand) {
  const LabelAgreement found =
      agreement_of({0, 0, 0, 1, 1, 1, 2, 2, 2, 2}, {1, 1, 2, 2, 2, 0, 0, 0, 0, 3}, 4);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.7);           // 2 of label 0, 2 of label 1, 3 of label 2
  EXPECT_DOUBLE_EQ(found.majority_accuracy, 0.8);  // the cluster of one counts too
  EXPECT_DOUBLE_EQ(found.purity, 0.8);
  EXPECT_NEAR(found.nmi, 0.568241032922968, 1e-12);  // normalized_mutual_info_score
  EXPECT_NEAR(found.ari, 0.28, 1e-12);               // adjusted_rand_score
}

TEST(LabelAgreement, IsPerfectUnderAnyNames) {
  const LabelAgreement found = agreement_of({0, 0, 1, 1, 2, 2}, {2, 2, 0, 0, 1, 1}, 3);
  EXPECT_DOUBLE_EQ(found.accuracy, 1);
  EXPECT_DOUBLE_EQ(found.majority_accuracy, 1);
  EXPECT_DOUBLE_EQ(found.nmi, 1);
  EXPECT_DOUBLE_EQ(found.ari, 1);
}

TEST(LabelAgreement, DoesNotChangeWhenClustersAreRenamed) {
  at::Generator generator = make_generator(5, Purpose::kKMeans);
  const at::Tensor labels = at::randint(4, {300}, generator, at::kLong);
  const at::Tensor clusters = at::where(at::rand({300}, generator, at::kFloat).lt(0.6), labels,
                                        at::randint(6, {300}, generator, at::kLong));
  const at::Tensor names = at::tensor({3, 0, 5, 1, 4, 2}, at::kLong);
  const LabelAgreement one = label_agreement(contingency(labels, clusters, 6));
  const LabelAgreement two =
      label_agreement(contingency(labels, names.index_select(0, clusters), 6));
  EXPECT_DOUBLE_EQ(one.accuracy, two.accuracy);
  EXPECT_DOUBLE_EQ(one.majority_accuracy, two.majority_accuracy);
  EXPECT_NEAR(one.nmi, two.nmi, 1e-12);
  EXPECT_NEAR(one.ari, two.ari, 1e-12);
  EXPECT_GT(one.nmi, 0.1);
  EXPECT_LT(one.accuracy, 1);
}

TEST(LabelAgreement, IgnoresEmptyClusters) {
  const LabelAgreement few = agreement_of({0, 0, 1, 1, 1}, {0, 1, 1, 1, 0}, 2);
  const LabelAgreement many = agreement_of({0, 0, 1, 1, 1}, {2, 5, 5, 5, 2}, 8);
  EXPECT_DOUBLE_EQ(few.accuracy, many.accuracy);
  EXPECT_DOUBLE_EQ(few.majority_accuracy, many.majority_accuracy);
  EXPECT_NEAR(few.nmi, many.nmi, 1e-12);
  EXPECT_NEAR(few.ari, many.ari, 1e-12);
}

TEST(LabelAgreement, OfIndependentGroupsIsNoBetterThanChance) {
  const LabelAgreement found = agreement_of({0, 0, 1, 1}, {0, 1, 0, 1}, 2);
  EXPECT_EQ(found.nmi, 0);
  EXPECT_DOUBLE_EQ(found.ari, -0.5);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.5);
}

TEST(LabelAgreement, CountsWhatIsInNoClusterAsWrongAndAsOneMoreCluster) {
  const LabelAgreement found = agreement_of({0, 0, 0, 1, 1, 1}, {0, 0, -1, 1, 1, -1}, 2);
  EXPECT_DOUBLE_EQ(found.accuracy, 4. / 6);
  EXPECT_DOUBLE_EQ(found.majority_accuracy, 4. / 6);
  EXPECT_DOUBLE_EQ(found.purity, 4. / 6);
  const LabelAgreement named = agreement_of({0, 0, 0, 1, 1, 1}, {0, 0, 2, 1, 1, 2}, 3);
  EXPECT_DOUBLE_EQ(found.nmi, named.nmi);
  EXPECT_DOUBLE_EQ(found.ari, named.ari);
}

TEST(LabelAgreement, OfOnePointOrOneLabelFollowsScikitLearn) {
  EXPECT_EQ(agreement_of({0}, {0}, 1).nmi, 1);
  EXPECT_EQ(agreement_of({0}, {0}, 1).ari, 1);
  EXPECT_EQ(agreement_of({0}, {0}, 1).accuracy, 1);
  EXPECT_EQ(agreement_of({7, 7, 7}, {0, 0, 0}, 1).nmi, 1);
  const LabelAgreement split = agreement_of({7, 7, 7}, {0, 1, 2}, 3);
  EXPECT_EQ(split.nmi, 0);
  EXPECT_EQ(split.ari, 0);
  EXPECT_DOUBLE_EQ(split.accuracy, 1.0 / 3);
  EXPECT_EQ(split.majority_accuracy, 1);
}

}  // namespace
}  // namespace codegrid
