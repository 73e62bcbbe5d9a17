#include <gtest/gtest.h>

#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"
#include "job/init/proposal.hpp"

namespace codegrid {
namespace {

TEST(ArrayProposal, OfAnArchive) {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "m.npz", zip_bytes({{"x_train.npy", npy_bytes("|u1", "(2, 5, 4, 3)", std::string(120, 'x'))},
                          {"y_train.npy", npy_bytes("|u1", "(2,)", "ab")},
                          {"x_test.npy", npy_bytes("|u1", "(1, 5, 4, 3)", std::string(60, 'x'))}}));
  folder.write("other.npy", npy_bytes("|u1", "(2, 3, 4)", std::string(24, 'x')));
  const Proposal proposal = propose_arrays(file);
  EXPECT_EQ(proposal.data.root, folder.path());
  EXPECT_EQ(proposal.data.train_images, "m.npz/x_train");
  EXPECT_EQ(proposal.data.train_labels, "m.npz/y_train");
  EXPECT_EQ(proposal.data.test_images, "m.npz/x_test");
  EXPECT_EQ(proposal.data.validation, Validation::kHoldout);
  EXPECT_EQ(proposal.images, 2);
  EXPECT_EQ(proposal.channels, 3);
  EXPECT_EQ(proposal.height, 5);
  EXPECT_EQ(proposal.width, 4);
  ASSERT_EQ(proposal.files.pictures.size(), 1U) << "one file, whatever arrays are taken of it";
  EXPECT_EQ(proposal.files.pictures[0].name, "m.npz");
}

TEST(ArrayProposal, OfAFileTakesWhatLiesBesideIt) {
  const TemporaryFolder folder;
  const auto file = folder.write("train-images", idx_bytes({3, 4, 5}, std::string(60, 'x')));
  folder.write("train-labels.gz", gzip_bytes(idx_bytes({3}, "abc")));
  folder.write("t10k-images", idx_bytes({1, 4, 5}, std::string(20, 'x')));
  const Proposal proposal = propose_arrays(file);
  EXPECT_EQ(proposal.data.dataset, Dataset::kIdx);
  EXPECT_EQ(proposal.data.train_labels, "train-labels.gz");
  EXPECT_EQ(proposal.data.test_images, "t10k-images");
  EXPECT_EQ(proposal.channels, 1);
  EXPECT_EQ(proposal.width, 5);
  EXPECT_EQ(proposal.files.pictures.size(), 3U);
  EXPECT_EQ(propose_arrays(folder.path()).data.train_images, "train-images");
}

TEST(ArrayProposal, ChannelsComeFirstOrLast) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.npy", npy_bytes("|u1", "(2, 3, 5, 4)", std::string(120, 'x')));
  const Proposal proposal = propose_arrays(file);
  EXPECT_EQ(proposal.channels, 3);
  EXPECT_EQ(proposal.height, 5);
  EXPECT_EQ(proposal.width, 4);
}

}  // namespace
}  // namespace codegrid
