#include "train/checkpoint.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <vector>

#include "support/fixtures.hpp"
#include "train/manifest.hpp"

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
              UnorderedElementsAre("epoch-0002.json", "epoch-0002.safetensors", "epoch-0003.json",
                                   "epoch-0003.safetensors"));
  checkpoints.write(state_at(3, 7));
  EXPECT_THAT(
      names(folder.path()),
      UnorderedElementsAre("epoch-0003.json", "epoch-0003.safetensors",
                           "epoch-0003-batch-00007.json", "epoch-0003-batch-00007.safetensors"));
  EXPECT_EQ(Checkpoints(folder.path()).newest().name, "epoch-0003-batch-00007");
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
                                  ": damaged (its SHA-256 is not the manifest's)");
}

TEST(Checkpoints, RefuseEveryTruncationOfEitherFile) {
  const TemporaryFolder folder;
  Checkpoints(folder.path()).write(state_at(1, 0));
  for (const char* name : {"epoch-0001.safetensors", "epoch-0001.json"}) {
    const std::string whole = slurp(folder.path() / name);
    // The manifest's last byte is a newline after its closing brace.
    const std::size_t most = whole.size() - (whole.ends_with("}\n") ? 1 : 0);
    for (std::size_t length = 0; length < most; ++length) {
      folder.write(name, whole.substr(0, length));
      EXPECT_THAT(refusal(folder.path()), HasSubstr("no whole checkpoint to go on from\n  "))
          << name << " " << length;
    }
    RecordProperty(std::string("lengths_of_") + name, static_cast<int>(most));
    folder.write(name, whole);
  }
}

TEST(Checkpoints, RefuseEveryBitFlipOrReadTheSameState) {
  const TemporaryFolder folder;
  const TrainingState written = state_at(2, 1);
  Checkpoints(folder.path()).write(written);
  int harmless = 0;
  for (const char* name : {"epoch-0002-batch-00001.safetensors", "epoch-0002-batch-00001.json"}) {
    const std::string whole = slurp(folder.path() / name);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      folder.write(name, flipped);
      try {
        const TrainingState read = Checkpoints(folder.path()).newest().state;
        ++harmless;
        // White space between the values of the manifest that is other white space now.
        EXPECT_TRUE(std::isspace(whole[bit / 8]) && std::isspace(flipped[bit / 8]))
            << name << " bit " << bit;
        EXPECT_EQ(encode_manifest(read, ""), encode_manifest(written, ""));
        for (const auto& [key, tensor] : written.tensors)
          EXPECT_TRUE(at::equal(read.tensors.at(key), tensor)) << key;
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::kBadData);
      }
    }
    RecordProperty(std::string("bits_of_") + name, static_cast<int>(8 * whole.size()));
    folder.write(name, whole);
  }
  RecordProperty("harmless", harmless);
}

TEST(Checkpoints, OfAnotherFormatAreRefusedByName) {
  const TemporaryFolder folder;
  folder.write("manifest.json", R"({"format_version": 1, "files": {}})");
  EXPECT_EQ(refusal(folder.path()), folder.path().string() +
                                        ": no whole checkpoint to go on from\n  " +
                                        (folder.path() / "manifest.json").string() +
                                        ": a checkpoint of format 1; this program reads format 2");
}

TEST(Checkpoints, AreNotThereInAnEmptyOrMissingFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(refusal(folder.path()), folder.path().string() + ": no whole checkpoint to go on from");
  EXPECT_EQ(refusal(folder.path() / "no"),
            (folder.path() / "no").string() + ": no whole checkpoint to go on from");
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
