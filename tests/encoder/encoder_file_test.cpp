#include "encoder/encoder_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "encoder/fixtures.hpp"

namespace codegrid {
namespace {

// `bytes` with `value` as 4 little-endian bytes from `at` on.
std::string with_size_at(std::string bytes, std::size_t at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
  return bytes;
}

// A ZIP archive of empty files (PKWARE's APPNOTE.TXT, 4.3).
std::string zip_of(const std::vector<std::string>& names) {
  const auto number = [](std::size_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
  };
  std::string archive;
  std::string directory;
  for (const std::string& name : names) {
    const std::string common =
        number(20, 2) + std::string(20, '\0') + number(name.size(), 2) + number(0, 2);
    directory += "PK\1\2" + number(20, 2) + common + std::string(10, '\0') +
                 number(archive.size(), 4) + name;
    archive += "PK\3\4" + common + name;
  }
  const std::string end = "PK\5\6" + number(0, 4) + number(names.size(), 2) +
                          number(names.size(), 2) + number(directory.size(), 4) +
                          number(archive.size(), 4) + number(0, 2);
  return archive + directory + end;
}

TEST(EncoderFile, ARecordThatClaimsMoreThanTheFileIsRefusedBeforeMemoryIsTaken) {
  const TemporaryFolder folder;
  const std::string bytes = exported();
  // An entry of a ZIP's directory: PK\1\2, and 20 and 24 bytes on its packed and its own size.
  std::size_t entries = 0;
  for (auto at = bytes.find("PK\x01\x02"); at != std::string::npos;
       at = bytes.find("PK\x01\x02", at + 1)) {
    ++entries;
    const std::filesystem::path path =
        folder.write("e.pt", with_size_at(bytes, at + 24, 0x7fffffff));
    const Error error = error_of([&] { EncoderFile::read(path); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_THAT(error.what(), testing::HasSubstr("claims 2,147,483,647 bytes, of a file of "));
  }
  EXPECT_GE(entries, 5U);
}

// Code is packed, numbers are not: a module of much code and few numbers is longer than its file.
TEST(EncoderFile, OfMuchCodeIsNotTakenForADamagedOne) {
  const TemporaryFolder folder;
  std::string code = "def forward(self, x: Tensor) -> Tensor:\n";
  for (int i = 0; i < 2000; ++i) code += "  x = torch.relu(x)\n";
  torch::jit::Module module("Other");
  module.define(code + "  return x\n");
  std::ostringstream stream;
  module.save(stream);
  ASSERT_LT(stream.str().size(), code.size());
  EXPECT_NO_THROW(EncoderFile::read(folder.write("e.pt", stream.str())));
}

TEST(EncoderFile, IsToldFromWhatIsNoArchiveAndFromHalfOfOne) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes) {
    return std::string(error_of([&] { EncoderFile::read(folder.write("e.pt", bytes)); }).what());
  };
  const std::string name = (folder.path() / "e.pt").string();
  EXPECT_EQ(refusal("<!DOCTYPE html>"), name +
                                            ": no TorchScript file; expected an encoder.pt of "
                                            "codegrid-train (found a web page (HTML))");
  EXPECT_THAT(refusal("version https://git-lfs.github.com/spec/v1\n"),
              testing::HasSubstr("Git LFS"));
  EXPECT_THAT(refusal("\x89PNG\r\n"), testing::EndsWith("(found a PNG picture)"));
  EXPECT_THAT(refusal(exported().substr(0, 3000)),
              testing::StartsWith(name + ": not a whole TorchScript file; "));
}

TEST(EncoderFile, IsToldFromOtherZipArchives) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes) {
    return std::string(error_of([&] { EncoderFile::read(folder.write("e.pt", bytes)); }).what());
  };
  const std::string start = (folder.path() / "e.pt").string() +
                            ": no TorchScript file; expected an encoder.pt of codegrid-train "
                            "(found ";
  EXPECT_EQ(refusal(zip_of({"x_train.npy", "y_train.npy"})),
            start + "a ZIP archive of 2 other files, the first: x_train.npy)");
  EXPECT_EQ(refusal(zip_of({"[Content_Types]\n.xml"})),
            start + "a ZIP archive of 1 other file, the first: [Content_Types]\\n.xml)");
  EXPECT_EQ(refusal(zip_of({})), start + "an empty ZIP archive)");
  const std::vector<char> saved = torch::pickle_save(at::zeros({2}));
  EXPECT_EQ(refusal({saved.begin(), saved.end()}),
            start +
                "a file of torch.save, which holds weights and no code: save the module itself "
                "by torch.jit.script or torch.jit.trace)");
}

TEST(EncoderFile, TellsItsMetadataWithoutBeingLoaded) {
  const TemporaryFolder folder;
  const EncoderFile file = EncoderFile::read(folder.write("e.pt", exported()));
  EXPECT_EQ(to_json(file.metadata()), to_json(metadata_for({})));
  EXPECT_EQ(file.sha256(), sha256_hex(exported()));
}

}  // namespace
}  // namespace codegrid
