#include "data/sources/zip_place.hpp"

#include <gtest/gtest.h>

#include <string>

#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using zip_writing::little;

// Where each member of `archive` lies; empty where that is not known.
std::string bytes_at(std::string_view archive, std::uint64_t index) {
  return std::string(zip_member_place(archive, index).value_or(""));
}

TEST(ZipPlace, IsThatOfTheMembersBytes) {
  const std::string archive = zip_bytes({{"a", "first"}, {"empty", ""}, {"c.npy", "PK\3\4 third"}});
  EXPECT_EQ(bytes_at(archive, 0), "first");
  ASSERT_TRUE(zip_member_place(archive, 1));
  EXPECT_EQ(bytes_at(archive, 2), "PK\3\4 third");
  EXPECT_FALSE(zip_member_place(archive, 3));
  EXPECT_EQ(zip_member_place(archive, 0)->data(), archive.data() + archive.find("first"));
}

TEST(ZipPlace, IsFoundBehindAComment) {
  std::string archive = zip_bytes({{"a", "first"}});
  const std::string comment = "PK\5\6 is how the end begins";
  archive.replace(archive.size() - 2, 2, little(comment.size(), 2));
  EXPECT_EQ(bytes_at(archive + comment, 0), "first");
}

// A member whose sizes and place stand in the fields of ZIP64, as numpy.savez writes large ones.
std::string zip64_bytes(const std::string& name, const std::string& bytes) {
  const std::string no_number = little(0xFFFFFFFF, 4);
  const std::string common =
      little(45, 2) + little(0, 8) + little(0, 4) + no_number + no_number + little(name.size(), 2);
  const std::string sizes = little(bytes.size(), 8) + little(bytes.size(), 8);
  const std::string before(7, 'x');
  const std::string local =
      "PK\3\4" + common + little(20, 2) + name + little(1, 2) + little(16, 2) + sizes + bytes;
  const std::string other_extra = little(0x5455, 2) + little(1, 2) + "t";
  const std::string extra =
      other_extra + little(1, 2) + little(24, 2) + sizes + little(before.size(), 8);
  const std::string directory = "PK\1\2" + little(45, 2) + common + little(extra.size(), 2) +
                                little(0, 6) + little(0, 4) + no_number + name + extra;
  const std::uint64_t place = before.size() + local.size();
  const std::string end = "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
                          little(1, 8) + little(1, 8) + little(directory.size(), 8) +
                          little(place, 8);
  const std::string locator =
      "PK\6\7" + little(0, 4) + little(place + directory.size(), 8) + little(1, 4);
  return before + local + directory + end + locator + "PK\5\6" + little(0, 4) + little(0xFFFF, 2) +
         little(0xFFFF, 2) + no_number + no_number + little(0, 2);
}

TEST(ZipPlace, IsFoundInZip64) {
  const std::string archive = zip64_bytes("x.npy", "the values");
  EXPECT_EQ(bytes_at(archive, 0), "the values");
  EXPECT_FALSE(zip_member_place(archive, 1));
}

TEST(ZipPlace, OfADamagedArchiveLiesWithinItOrIsNotKnown) {
  for (const std::string& whole :
       {zip_bytes({{"a", "first"}, {"b", "second"}}), zip64_bytes("a", "first")}) {
    for (std::size_t length = 0; length < whole.size(); ++length)
      EXPECT_FALSE(zip_member_place(std::string_view(whole).substr(0, length), 0)) << length;
    for (std::size_t byte = 0; byte < whole.size(); ++byte) {
      for (const char other : {'\0', '\x7f', '\xff'}) {
        std::string damaged = whole;
        damaged[byte] = other;
        for (const std::uint64_t index : {0, 1}) {
          const auto place = zip_member_place(damaged, index);
          if (!place || place->empty()) continue;
          EXPECT_GE(place->data(), damaged.data());
          EXPECT_LE(place->data() + place->size(), damaged.data() + damaged.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace codegrid
