#include "encoder/encoder_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    EXPECT_THAT(error.what(), testing::HasSubstr("claims 2147483647 bytes, of a file of "));
  }
  EXPECT_GE(entries, 5U);
}

TEST(EncoderFile, TellsItsMetadataWithoutBeingLoaded) {
  const TemporaryFolder folder;
  const EncoderFile file = EncoderFile::read(folder.write("e.pt", exported()));
  EXPECT_EQ(to_json(file.metadata()), to_json(metadata_for({})));
  EXPECT_EQ(file.sha256(), sha256_hex(exported()));
}

}  // namespace
}  // namespace codegrid
