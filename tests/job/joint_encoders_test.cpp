#include "job/joint_encoders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class JointEncoders : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("runs/a/encoder.pt", "a");
    folder_.write("runs/b/0001/encoder.pt", "b");
    fs::create_directory_symlink("0001", root() / "runs/b/latest");
    fs::create_directories(clusters());
    write_joint_encoders(clusters(), clusters(),
                         {{root() / "runs/a", root() / "runs/a/encoder.pt", "aa"},
                          {root() / "runs/b/latest", root() / "runs/b/latest/encoder.pt", "bb"}});
  }
  fs::path root() const { return fs::canonical(folder_.path()); }
  fs::path clusters() const { return root() / "runs/a/clusters"; }

  TemporaryFolder folder_;
};

TEST_F(JointEncoders, AreReadAsTheyWereWritten) {
  const auto found = read_joint_encoders(clusters());
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].file, root() / "runs/a/encoder.pt");
  EXPECT_EQ(found[0].sha256, "aa");
  EXPECT_EQ(found[1].run, root() / "runs/b/0001") << "latest may be another run by then";
  EXPECT_EQ(found[1].file, root() / "runs/b/0001/encoder.pt");
  const auto written = nlohmann::json::parse(slurp(clusters() / "encoders.json"));
  EXPECT_EQ(written["encoders"][1]["codes"], "codes_2.npy");
  EXPECT_EQ(written["encoders"][1]["code_index"], "code_index_2.bin");
}

TEST_F(JointEncoders, AreFoundWhereFolderAndRunsWereMovedTogether) {
  fs::rename(root() / "runs", root() / "moved");
  const auto found = read_joint_encoders(root() / "moved/a/clusters");
  EXPECT_EQ(found[1].file, root() / "moved/b/0001/encoder.pt");
}

TEST_F(JointEncoders, AreFoundWhereOnlyTheFolderWasMoved) {
  fs::rename(clusters(), root() / "elsewhere");
  EXPECT_EQ(read_joint_encoders(root() / "elsewhere")[1].file, root() / "runs/b/0001/encoder.pt");
}

TEST_F(JointEncoders, OfAFolderWithoutTheFileAreNone) {
  EXPECT_TRUE(read_joint_encoders(root() / "runs/b").empty());
}

TEST_F(JointEncoders, RefuseWhatIsNotWrittenSo) {
  const auto refusal = [&](const std::string& text) {
    const fs::path file = folder_.write("bad/encoders.json", text);
    const Error error = error_of([&] { read_joint_encoders(file.parent_path()); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_THAT(error.what(), HasSubstr(file.string()));
    return std::string(error.what());
  };
  EXPECT_THAT(refusal("{"), HasSubstr("encoders.json: not JSON: line 1, column 2: "));
  for (const char* text : {"[]", "{}", R"({"encoders": [{"run": ""}]})", R"({"encoders": 3})"})
    EXPECT_THAT(refusal(text), HasSubstr("names no two encoders; expected what codegrid-cluster"));
  EXPECT_THAT(refusal(R"({"encoders": [{"run": ""}, 3]})"),
              HasSubstr("an encoder has no text \"encoder\"; expected what"));
}

TEST(RecordablePath, IsUtf8WithoutControlCharacters) {
  EXPECT_NO_THROW(require_recordable("runs/ä"));
  const Error error = error_of([] { require_recordable("/runs/\xff"); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_THAT(error.what(), testing::EndsWith(": expected a path in UTF-8 without control "
                                              "characters, since the results record it; name it "
                                              "through a link that is so"));
}

}  // namespace
}  // namespace codegrid
