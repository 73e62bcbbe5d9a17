#include "train/checkpoint.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/digest.hpp"
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

// The folder of a run's checkpoints, with the rows of twelve epochs beside it.
class RunFolder {
 public:
  RunFolder() {
    fs::create_directory(path());
    write_rows(state_at(12, 0).epochs);
  }
  fs::path path() const { return run_.path() / "checkpoints"; }
  Checkpoints open() const { return {path(), files_}; }
  void write(const std::string& name, const std::string& bytes) const {
    run_.write("checkpoints/" + name, bytes);
  }
  void write_rows(const std::vector<EpochRecord>& epochs) const {
    std::string rows;
    for (const EpochRecord& epoch : epochs) rows += json_line(epoch) + "\n";
    run_.write("metrics.jsonl", rows);
  }

 private:
  TemporaryFolder run_;
  EpochFiles files_{run_.path() / "metrics.jsonl", run_.path() / "metrics.csv"};
};

std::vector<std::string> names(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder))
    found.push_back(entry.path().filename().string());
  return found;
}

constexpr const char* kSpare = ".spare.tmp";

std::string refusal(const RunFolder& folder) {
  const Error error = error_of([&] { folder.open().newest(); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(Checkpoints, GiveBackTheStateToTheLastBit) {
  for (const auto& [epochs, batch] :
       std::vector<std::pair<int, int>>{{0, 0}, {0, 2}, {3, 0}, {3, 4}}) {
    const RunFolder folder;
    const TrainingState written = state_at(epochs, batch);
    folder.open().write(written);
    const TrainingState read = folder.open().newest().state;
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
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  for (int epoch = 0; epoch < 4; ++epoch) checkpoints.write(state_at(epoch, 0));
  EXPECT_THAT(names(folder.path()),
              UnorderedElementsAre("epoch-0002.safetensors", "epoch-0003.safetensors", kSpare));
  checkpoints.write(state_at(3, 7));
  EXPECT_THAT(
      names(folder.path()),
      UnorderedElementsAre("epoch-0003.safetensors", "epoch-0003-batch-00007.safetensors", kSpare));
  EXPECT_EQ(folder.open().newest().name, "epoch-0003-batch-00007");
}

TEST(Checkpoints, AreWrittenOverAnOlderOneAndLeaveNothingElse) {
  const RunFolder folder;
  {
    Checkpoints checkpoints = folder.open();
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
  EXPECT_EQ(folder.open().newest().name, "epoch-0003");
}

TEST(Checkpoints, PassOverADamagedOneAndSaySo) {
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  checkpoints.write(state_at(9, 0));
  checkpoints.write(state_at(10, 0));
  std::string bytes = slurp(folder.path() / "epoch-0010.safetensors");
  bytes.back() ^= 1;
  folder.write("epoch-0010.safetensors", bytes);
  const Checkpoints::Found found = folder.open().newest();
  EXPECT_EQ(found.name, "epoch-0009");
  ASSERT_EQ(found.damaged.size(), 1U);
  EXPECT_EQ(found.damaged[0], (folder.path() / "epoch-0010.safetensors").string() +
                                  ": damaged (its SHA-256 is another)");
}

TEST(Checkpoints, RefuseEveryTruncation) {
  const RunFolder folder;
  folder.open().write(state_at(1, 0));
  const std::string whole = slurp(folder.path() / "epoch-0001.safetensors");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    folder.write("epoch-0001.safetensors", whole.substr(0, length));
    EXPECT_THAT(refusal(folder),
                HasSubstr("no whole checkpoint to go on from; start a new run\n  " +
                          folder.path().string() + "/epoch-0001.safetensors: damaged"))
        << length;
  }
  RecordProperty("lengths", static_cast<int>(whole.size()));
}

TEST(Checkpoints, RefuseEveryBitFlip) {
  const RunFolder folder;
  folder.open().write(state_at(2, 1));
  const std::string whole = slurp(folder.path() / "epoch-0002-batch-00001.safetensors");
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    folder.write("epoch-0002-batch-00001.safetensors", flipped);
    EXPECT_THAT(refusal(folder), HasSubstr("epoch-0002-batch-00001.safetensors: "))
        << "bit " << bit;
  }
  RecordProperty("bits", static_cast<int>(8 * whole.size()));
}

TEST(Checkpoints, OfAnotherFormatAreRefusedByName) {
  const RunFolder folder;
  const std::string start =
      folder.path().string() + ": no whole checkpoint to go on from; start a new run\n  ";
  const auto said_of = [&](const std::string& name, const std::string& bytes) {
    folder.write(name, bytes);
    const std::string said = refusal(folder);
    fs::remove(folder.path() / name);
    EXPECT_THAT(said, testing::StartsWith(start + (folder.path() / name).string() + ": "));
    return said.substr(said.rfind(": ") + 2);
  };
  EXPECT_EQ(said_of("epoch-0002.json", R"({"format_version": 2})"),
            "of a checkpoint of format 1 or 2; this program reads formats 3 and 4");
  EXPECT_EQ(said_of("epoch-0002.safetensors", encode_safetensors(state_at(1, 0).tensors)),
            "damaged, or no checkpoint of format 3 or 4");
  EXPECT_EQ(said_of("epoch-0002.safetensors",
                    encode_safetensors({}, {{"format_version", "12"}, {"sha256", ""}})),
            "a checkpoint of format 12; this program reads formats 3 and 4");
}

// As codegrid wrote it up to format 3: all epochs are in the manifest.
std::string bytes_of_format_3(const TrainingState& state) {
  const std::string zeros(64, '0');
  nlohmann::json manifest = nlohmann::json::parse(encode_manifest(state, {std::nullopt, "none"}));
  manifest.erase("epoch");
  manifest.erase("rows_sha256");
  for (const EpochRecord& epoch : state.epochs)
    manifest["epochs"].push_back(nlohmann::json::parse(json_line(epoch)));
  std::string bytes = encode_safetensors(
      state.tensors, {{"format_version", "3"}, {"sha256", zeros}, {"training", manifest.dump()}});
  const std::string digest = sha256_hex(bytes);
  return bytes.replace(bytes.find(zeros), zeros.size(), digest);
}

TEST(Checkpoints, OfFormat3AreReadWithoutTheRowsOfMetrics) {
  const RunFolder folder;
  const TrainingState written = state_at(3, 4);
  folder.write("epoch-0003-batch-00004.safetensors", bytes_of_format_3(written));
  folder.write_rows({});
  const TrainingState read = folder.open().newest().state;
  EXPECT_EQ(read.batch, 4);
  ASSERT_EQ(read.epochs.size(), 3U);
  EXPECT_EQ(json_line(read.epochs[2]), json_line(written.epochs[2]));
  EXPECT_TRUE(at::equal(read.tensors.at("weights.a"), written.tensors.at("weights.a")));
}

TEST(Checkpoints, HoldTheFiguresOfTheirOwnEpochOnly) {
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  checkpoints.write(state_at(1000, 0));
  checkpoints.write(state_at(2000, 0));
  const auto size = [&](const char* name) {
    return static_cast<double>(fs::file_size(folder.path() / name));
  };
  EXPECT_NEAR(size("epoch-2000.safetensors"), size("epoch-1000.safetensors"), 16) << "digits";
}

TEST(Checkpoints, SealEveryRowBeforeThem) {
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  for (int epoch = 0; epoch <= 3; ++epoch) checkpoints.write(state_at(epoch, 0));
  EXPECT_EQ(folder.open().newest().state.epochs.size(), 3U);
  std::vector<EpochRecord> rows = state_at(12, 0).epochs;
  rows[3].val_loss = 0.5;  // after the checkpoint
  folder.write_rows(rows);
  EXPECT_EQ(folder.open().newest().state.epochs.size(), 3U);
  rows[2].val_loss = 0.5;
  folder.write_rows(rows);
  EXPECT_THAT(refusal(folder),
              HasSubstr("metrics.jsonl: line 3: found a row that training did not write"));
}

// Not passed over: an older checkpoint would go on from, and hide, what somebody took away.
TEST(Checkpoints, WhoseRowsAreMissingAreRefused) {
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  for (int epoch = 0; epoch <= 3; ++epoch) checkpoints.write(state_at(epoch, 0));
  folder.write_rows(state_at(2, 0).epochs);
  EXPECT_THAT(refusal(folder), HasSubstr("metrics.jsonl: line 3: missing"));
}

TEST(Checkpoints, AreNotThereInAnEmptyOrMissingFolder) {
  const RunFolder folder;
  EXPECT_EQ(refusal(folder),
            folder.path().string() + ": no whole checkpoint to go on from; start a new run");
  fs::remove(folder.path());
  EXPECT_EQ(refusal(folder),
            folder.path().string() + ": no whole checkpoint to go on from; start a new run");
}

TEST(Checkpoints, AFolderThatWasRemovedIsNotMadeAgain) {
  const RunFolder folder;
  Checkpoints checkpoints = folder.open();
  fs::remove(folder.path());
  const Error error = error_of([&] { checkpoints.write(state_at(1, 0)); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("epoch-0001.safetensors: cannot write: No such file"));
  EXPECT_FALSE(fs::exists(folder.path()));
}

}  // namespace
}  // namespace codegrid
