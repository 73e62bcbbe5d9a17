#include "train/epoch_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// The metrics files of a run of five epochs, and the seal of the first three.
class EpochRows : public testing::Test {
 protected:
  EpochRows() {
    for (std::int64_t epoch = 1; epoch <= 5; ++epoch) {
      lines_.push_back(json_line(record(epoch)));
      table_ += csv_row(record(epoch)) + "\n";
    }
    write_lines();
    folder_.write("metrics.csv", table_);
    seal_ = {record(3), sha256_hex(lines_[0] + "\n" + lines_[1] + "\n" + lines_[2] + "\n")};
  }

  static EpochRecord record(std::int64_t epoch) {
    return {epoch, 0.5 / static_cast<double>(epoch), 1.0 / 3, 0.25, 1234.5, epoch == 1};
  }
  void write_lines() const {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    folder_.write("metrics.jsonl", text);
  }
  std::vector<EpochRecord> read() const { return read_epoch_rows(files_, seal_); }
  std::string refusal() const {
    const Error error = error_of([&] { read(); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  // What is said of the file but its name and the advice.
  std::string complaint() const {
    const std::string said = refusal();
    const std::string start = files_.lines.string() + ": ";
    const std::string end =
        ". The checkpoint needs the rows of the 3 epochs before it as training wrote them: bring "
        "the file back, or start a new run";
    EXPECT_THAT(said, StartsWith(start));
    EXPECT_THAT(said, testing::EndsWith(end));
    return said.substr(start.size(), said.size() - start.size() - end.size());
  }

  TemporaryFolder folder_;
  EpochFiles files_{folder_.path() / "metrics.jsonl", folder_.path() / "metrics.csv"};
  std::vector<std::string> lines_;
  std::string table_ = csv_header() + "\n";
  RowsSeal seal_;
};

TEST_F(EpochRows, AreReadUpToTheSealWhateverFollows) {
  lines_[3] = "half a li";
  write_lines();
  const std::vector<EpochRecord> rows = read();
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(json_line(rows[i]), lines_[i]);
}

TEST_F(EpochRows, AreNoneBeforeTheFirstEpochWithoutAFile) {
  std::filesystem::remove(files_.lines);
  EXPECT_TRUE(read_epoch_rows(files_, {std::nullopt, sha256_hex("")}).empty());
}

TEST_F(EpochRows, ThatAreMissingAreNamedByTheirLine) {
  lines_.resize(2);
  write_lines();
  EXPECT_EQ(complaint(), "line 3: missing, expected the row of epoch 3");
  folder_.write("metrics.jsonl", lines_[0] + "\n" + lines_[1]);
  EXPECT_EQ(complaint(), "line 2: missing, expected the row of epoch 2") << "half a line";
  folder_.write("metrics.jsonl", "");
  EXPECT_EQ(complaint(), "line 1: missing, expected the row of epoch 1");
  std::filesystem::remove(files_.lines);
  EXPECT_EQ(complaint(), "cannot read: No such file or directory");
}

TEST_F(EpochRows, OfOtherEpochsAreNamedByTheirLine) {
  lines_.erase(lines_.begin() + 1);
  write_lines();
  EXPECT_EQ(complaint(), "line 2: found the row of epoch 3, expected the row of epoch 2");
  lines_[1] = "{}";
  write_lines();
  EXPECT_EQ(complaint(), "line 2: found no row of an epoch, expected the row of epoch 2");
  lines_[1] = "nonsense";
  write_lines();
  EXPECT_EQ(complaint(), "line 2: found no row of an epoch, expected the row of epoch 2");
}

TEST_F(EpochRows, ThatAreAlteredAreFoundByTheirTwinInTheTable) {
  EpochRecord other = record(2);
  other.val_loss += 1e-9;
  lines_[1] = json_line(other);
  write_lines();
  EXPECT_EQ(complaint(),
            "line 2: found a row that training did not write, expected the row of epoch 2");
}

TEST_F(EpochRows, ThatAreWrittenInAnotherFormAreFoundWithoutATable) {
  std::filesystem::remove(files_.table);
  lines_[0].insert(1, " ");
  write_lines();
  EXPECT_THAT(complaint(), StartsWith("line 1: found a row that training did not write"));
}

TEST_F(EpochRows, OfTheCheckpointsOwnEpochAreHeldAgainstItsFigures) {
  std::filesystem::remove(files_.table);
  EpochRecord other = record(3);
  other.train_loss = 0.1;
  lines_[2] = json_line(other);
  write_lines();
  EXPECT_THAT(complaint(), StartsWith("line 3: found a row that training did not write"));
}

TEST_F(EpochRows, ThatAreAlteredInBothFilesAreRefusedAllTogether) {
  EpochRecord other = record(2);
  other.val_loss = 0.1;
  lines_[1] = json_line(other);
  write_lines();
  std::filesystem::remove(files_.table);
  EXPECT_EQ(complaint(), "lines 1 to 3: altered (their SHA-256 is another)");
}

}  // namespace
}  // namespace codegrid
