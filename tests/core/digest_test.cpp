#include "core/digest.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace codegrid {
namespace {

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, IsTheSameOfBytesThatComeInPieces) {
  RunningSha256 running;
  EXPECT_EQ(running.hex(), sha256_hex(""));
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const std::string piece(static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    running.add(piece);
    all += piece;
    EXPECT_EQ(running.hex(), sha256_hex(all)) << i;
  }
}

TEST(Digest, TheShortOneIsTheStartOfTheWholeOne) {
  const ShortDigest digest = short_digest("abc");
  std::string hex;
  for (const char byte : digest)
    hex += fmt::format("{:02x}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  EXPECT_EQ(hex, sha256_hex("abc").substr(0, 32));
}

}  // namespace
}  // namespace codegrid
