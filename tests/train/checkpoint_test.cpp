#include "train/checkpoint.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

TrainingState state_at(std::int64_t epochs, std::int64_t batch) {
  TrainingState state;
  for (std::int64_t i = 1; i <= epochs; ++i)
    state.epochs.push_back({i, 0.1 / static_cast<double>(i), 1.0 / 3, 0.25, 1234.5, i == 1});
  state.batch = batch;
  state.seconds = batch > 0 ? 0.125 : 0;
  if (epochs > 0) state.stopping = {1.0 / 3, 1, epochs - 1};
  state.tensors = {{"weights.a", at::full({2, 3}, epochs, at::kFloat)},
                   {"shuffle", at::arange(7, at::kByte)}};
  return state;
}

std::vector<std::string> names(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder))
    found.push_back(entry.path().filename().string());
  return found;
}

constexpr const char* kSpare = ".spare.tmp";

std::string refusal(const fs::path& folder) {
  const Error error = error_of([&] { Checkpoints(folder).newest(); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(Checkpoints, GiveBackTheStateToTheLastBit) {
  for (const auto& [epochs, batch] :
       std::vector<std::pair<int, int>>{{0, 0}, {0, 2}, {3, 0}, {3, 4}}) {
    const TemporaryFolder folder;
    const TrainingState written = state_at(epochs, batch);
    Checkpoints(folder.path()).write(written);
    const TrainingState read = Checkpoints(folder.path()).newest().state;
    EXPECT_EQ(read.batch, written.batch);
    EXPECT_EQ(read.seconds, written.seconds);
    EXPECT_EQ(read.stopping.best, written.stopping.best);
    EXPECT_EQ(read.stopping.best_epoch, written.stopping.best_epoch);
    EXPECT_EQ(read.stopping.waited, written.stopping.waited);
    ASSERT_EQ(read.epochs.size(), written.epochs.size());
    for (std::size_t i = 0; i < read.epochs.size(); ++i)
      EXPECT_EQ(json_line(read.epochs[i]), json_line(written.epochs[i]));
    ASSERT_EQ(read.tensors.size(), written.tensors.size());
    for (const auto& [name, tensor] : written.tensors)
      EXPECT_TRUE(at::equal(read.tensors.at(name), tensor)) << name;
  }
}

TEST(Checkpoints, KeepTheNewestAndTheOneBefore) {
  const TemporaryFolder folder;
  Checkpoints checkpoints(folder.path());
  for (int epoch = 0; epoch < 4; ++epoch) checkpoints.write(state_at(epoch, 0));
  EXPECT_THAT(names(folder.path()),
              UnorderedElementsAre("epoch-0002.safetensors", "epoch-0003.safetensors", kSpare));
  checkpoints.write(state_at(3, 7));
  EXPECT_THAT(
      names(folder.path()),
      UnorderedElementsAre("epoch-0003.safetensors", "epoch-0003-batch-00007.safetensors", kSpare));
  EXPECT_EQ(Checkpoints(folder.path()).newest().name, "epoch-0003-batch-00007");
}

TEST(Checkpoints, AreWrittenOverAnOlderOneAndLeaveNothingElse) {
  const TemporaryFolder folder;
  {
    Checkpoints checkpoints(folder.path());
    TrainingState longer = state_at(0, 0);
    longer.tensors["loss_sum"] = at::zeros({1000});
    checkpoints.write(longer);
    for (int epoch = 1; epoch < 3; ++epoch) checkpoints.write(state_at(epoch, 0));
    const fs::path laid_aside = folder.path() / kSpare;
    const std::uintmax_t before = fs::file_size(laid_aside);
    const std::uint64_t place = inode(laid_aside);
    checkpoints.write(state_at(3, 0));
    EXPECT_EQ(inode(folder.path() / "epoch-0003.safetensors"), place);
    EXPECT_LT(fs::file_size(folder.path() / "epoch-0003.safetensors"), before);
  }
  EXPECT_THAT(names(folder.path()),
              UnorderedElementsAre("epoch-0002.safetensors", "epoch-0003.safetensors"));
  EXPECT_EQ(Checkpoints(folder.path()).newest().name, "epoch-0003");
}

TEST(Checkpoints, PassOverADamagedOneAndSaySo) {
  const TemporaryFolder folder;
  Checkpoints checkpoints(folder.path());
  checkpoints.write(state_at(9, 0));
  checkpoints.write(state_at(10, 0));
  std::string bytes = slurp(folder.path() / "epoch-0010.safetensors");
  bytes.back() ^= 1;
  folder.write("epoch-0010.safetensors", bytes);
  const Checkpoints::Found found = Checkpoints(folder.path()).newest();
  EXPECT_EQ(found.name, "epoch-0009");
  ASSERT_EQ(found.damaged.size(), 1U);
  EXPECT_EQ(found.damaged[0], (folder.path() / "epoch-0010.safetensors").string() +
                                  ": damaged (its SHA-256 is another)");
}

TEST(Checkpoints, RefuseEveryTruncation) {
  const TemporaryFolder folder;
  Checkpoints(folder.path()).write(state_at(1, 0));
  const std::string whole = slurp(folder.path() / "epoch-0001.safetensors");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    folder.write("epoch-0001.safetensors", whole.substr(0, length));
    EXPECT_THAT(refusal(folder.path()),
                HasSubstr("no whole checkpoint to go on from; start a new run\n  " +
                          folder.path().string() + "/epoch-0001.safetensors: damaged"))
        << length;
  }
  RecordProperty("lengths", static_cast<int>(whole.size()));
}

TEST(Checkpoints, RefuseEveryBitFlip) {
  const TemporaryFolder folder;
  Checkpoints(folder.path()).write(state_at(2, 1));
  const std::string whole = slurp(folder.path() / "epoch-0002-batch-00001.safetensors");
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    folder.write("epoch-0002-batch-00001.safetensors", flipped);
    EXPECT_THAT(refusal(folder.path()), HasSubstr("epoch-0002-batch-00001.safetensors: "))
        << "bit " << bit;
  }
  RecordProperty("bits", static_cast<int>(8 * whole.size()));
}

TEST(Checkpoints, OfAnotherFormatAreRefusedByName) {
  const TemporaryFolder folder;
  const std::string start =
      folder.path().string() + ": no whole checkpoint to go on from; start a new run\n  ";
  const auto said_of = [&](const std::string& name, const std::string& bytes) {
    folder.write(name, bytes);
    const std::string said = refusal(folder.path());
    fs::remove(folder.path() / name);
    EXPECT_THAT(said, testing::StartsWith(start + (folder.path() / name).string() + ": "));
    return said.substr(said.rfind(": ") + 2);
  };
  EXPECT_EQ(said_of("epoch-0002.json", R"({"format_version": 2})"),
            "of a checkpoint of format 1 or 2; this program reads format 3");
  EXPECT_EQ(said_of("epoch-0002.safetensors", encode_safetensors(state_at(1, 0).tensors)),
            "damaged, or no checkpoint of format 3");
  EXPECT_EQ(said_of("epoch-0002.safetensors",
                    encode_safetensors({}, {{"format_version", "12"}, {"sha256", ""}})),
            "a checkpoint of format 12; this program reads format 3");
}

TEST(Checkpoints, AreNotThereInAnEmptyOrMissingFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(refusal(folder.path()),
            folder.path().string() + ": no whole checkpoint to go on from; start a new run");
  EXPECT_EQ(
      refusal(folder.path() / "no"),
      (folder.path() / "no").string() + ": no whole checkpoint to go on from; start a new run");
}

TEST(Checkpoints, AFolderThatWasRemovedIsNotMadeAgain) {
  const TemporaryFolder folder;
  Checkpoints checkpoints(folder.path() / "gone");
  const Error error = error_of([&] { checkpoints.write(state_at(1, 0)); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("epoch-0001.safetensors: cannot write: No such file"));
  EXPECT_FALSE(fs::exists(folder.path() / "gone"));
}

}  // namespace
}  // namespace codegrid
