#include "job/init/training_facts.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "data/sources/pictures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// A picture of strokes: a bar of 2 of 12 pixels on black.
std::string stroke_picture() {
  std::string picture = grey_picture(12, 12, 0);
  for (std::size_t row = 2; row < 10; ++row) {
    for (std::size_t column = 5; column < 7; ++column)
      picture[picture.size() - 144 + 12 * row + column] = '\xff';
  }
  return picture;
}

Proposal proposal_of(const TemporaryFolder& place, std::int64_t channels) {
  Proposal proposal;
  proposal.data.dataset = Dataset::kFolder;
  proposal.data.root = place.path();
  proposal.data.image = {.height = 12, .width = 12, .channels = channels};
  proposal.images = 100;
  proposal.channels = channels;
  proposal.height = 12;
  proposal.width = 12;
  proposal.labels = 4;
  proposal.files = list_folder(place.path(), FolderLabels::kNone, [](std::int64_t) {});
  return proposal;
}

Splits read_splits(std::int64_t shade) {
  Splits splits;
  splits.train.images = at::full({90, 1, 6, 6}, shade, at::kByte);
  splits.train.labels = at::arange(90) % 3;
  splits.validation.images = at::full({10, 1, 6, 6}, shade, at::kByte);
  splits.validation.labels = at::full({10}, 7, at::kLong);
  return splits;
}

TEST(TrainingFacts, OfPicturesThatAreNotDecodedAreThoseOfSome) {
  const TemporaryFolder place;
  for (int i = 0; i < 4; ++i) place.write(fmt::format("{}.pgm", i), stroke_picture());
  place.write("bad.pgm", "a text");
  const TrainingFacts facts = facts_of(proposal_of(place, 1), {}, 3);
  EXPECT_EQ(facts.images, 100);
  EXPECT_EQ(facts.trained, 90);
  EXPECT_EQ(facts.cores, 3);
  EXPECT_EQ(facts.labels, 4);
  EXPECT_EQ(facts.preset.preset, AugmentationPreset::kHandwriting);
  EXPECT_EQ(facts_of(proposal_of(place, 3), {}, 3).preset.preset, AugmentationPreset::kObjects);
}

TEST(TrainingFacts, OfNoGoodPictureAreThoseOfObjects) {
  const TemporaryFolder place;
  place.write("bad.pgm", "a text");
  EXPECT_EQ(facts_of(proposal_of(place, 1), {}, 1).preset.preset, AugmentationPreset::kObjects);
}

TEST(TrainingFacts, OfImagesThatWereReadAreTheirOwn) {
  const TemporaryFolder place;
  place.write("a.pgm", stroke_picture());
  Proposal proposal = proposal_of(place, 1);
  const TrainingFacts facts = facts_of(proposal, read_splits(128), 2);
  EXPECT_EQ(facts.images, 100);
  EXPECT_EQ(facts.trained, 90);
  EXPECT_EQ(facts.height, 6);
  EXPECT_EQ(facts.labels, 4) << "those held out are images like the others";
  EXPECT_EQ(facts.preset.preset, AugmentationPreset::kObjects);
  EXPECT_EQ(facts_of(proposal, read_splits(0), 2).preset.preset, AugmentationPreset::kHandwriting);

  proposal.data.train_images = "a";
  proposal.data.validation_images = "b";
  EXPECT_EQ(facts_of(proposal, read_splits(128), 2).labels, 3);
  EXPECT_EQ(facts_of(proposal, read_splits(128), 2).images, 90);
  Splits unlabelled = read_splits(128);
  unlabelled.train.labels = at::Tensor();
  EXPECT_EQ(facts_of(proposal, unlabelled, 2).labels, 0);
}

}  // namespace
}  // namespace codegrid
