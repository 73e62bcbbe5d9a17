#include "data/sources/npy_array.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>

#include "core/digest.hpp"
#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using testing::StartsWith;

bool has_three(const NpyHeader& header) { return header.shape.size() == 3; }

NpyArray array_in(std::string_view bytes, const std::string& array = "") {
  const auto owner = std::make_shared<const std::string>(bytes);
  return parse_npy_array({owner, *owner}, "f", array, has_three, "images");
}

std::string array_error(std::string_view bytes, const std::string& array = "") {
  return message_of([&] { array_in(bytes, array); });
}

constexpr const char* kAdvice = ". Give a whole .npy file as numpy.save writes it.";

TEST(NpyArray, IsReadFromBothKindsOfFile) {
  const std::string plain = npy_bytes("|u1", "(1, 2, 3)", "abcdef");
  EXPECT_EQ(array_in(plain).values(), "abcdef");
  EXPECT_EQ(array_in(plain).name, "f");
  const std::string archive = zip_bytes(
      {{"x.npy", plain, true}, {"y.npy", npy_bytes("|u1", "(2,)", "12")}, {"z.txt", "no"}});
  EXPECT_EQ(array_in(archive, "x").values(), "abcdef");
  EXPECT_EQ(array_in(archive, "x").name, "f/x");
  EXPECT_EQ(array_in(archive, "y").values(), "12");
  EXPECT_EQ(array_in(archive).name, "f/x");
}

TEST(NpyArray, WithoutANameIsTheOnlyOneThatIsWanted) {
  const std::string image = npy_bytes("|u1", "(1, 1, 1)", "a");
  EXPECT_EQ(array_error(zip_bytes({{"x.npy", image}, {"y.npy", image}})),
            "f: holds 2 arrays that may be images, expected one or its name behind the file's, as "
            "in f/x; it holds x (1, 1, 1), y (1, 1, 1)");
  EXPECT_EQ(array_error(zip_bytes({{"l.npy", npy_bytes("|u1", "(1,)", "a")}})),
            "f: holds no array that may be images, expected one or its name behind the file's, as "
            "in f/l; it holds l (1,)");
}

TEST(NpyArray, IsAsLongAsItsHeaderSays) {
  EXPECT_EQ(array_error(npy_bytes("<f4", "(1, 1, 2)", "1234567")),
            std::string("f: found 7 bytes of values; expected 8 by its header") + kAdvice);
  EXPECT_EQ(array_error(npy_bytes("<f4", "(1, 1, 2)", "123456789")),
            std::string("f: found 9 bytes of values; expected 8 by its header") + kAdvice);
  EXPECT_THAT(array_error(zip_bytes({{"x.npy", npy_bytes("<f4", "(1000, 1000, 1000)", "1")}})),
              StartsWith("f/x: "));
  EXPECT_EQ(
      array_error(npy_bytes("<U1048576", "(1152921504606846975,)", "")),
      std::string("f: found shape (1152921504606846975,); expected a smaller shape") + kAdvice);
}

TEST(NpyArray, OfObjectsOrRecordsIsRefused) {
  const std::string message =
      "holds Python objects (pickle), which run code when they are loaded, expected numbers; save "
      "it as such, with dtype=numpy.uint8 say";
  EXPECT_EQ(array_error(npy_bytes("|O", "(1, 1, 1)", "pickle")), "f: " + message);
  EXPECT_EQ(array_error(zip_bytes({{"x.npy", npy_bytes("|O", "(1, 1, 1)", "pickle")}})),
            "f/x: " + message);
  EXPECT_EQ(array_error(npy_bytes("|V8", "(1,)", "12345678")),
            "f: holds records, expected numbers; save one field of them");
  for (const char* type :
       {"", "<", "<f", "f4", "<f0", "<f-4", "<f4x", "<U9999999", "<f99999999999"}) {
    EXPECT_EQ(array_error(npy_bytes(type, "(1, 1, 1)", "1234")),
              std::string("f: found type '") + type + "'; expected a type of NumPy's" + kAdvice);
  }
}

TEST(NpyArray, OtherFilesAreCalledWhatTheyAre) {
  const std::string expected = ", expected a .npy or .npz file of NumPy's with images in it";
  EXPECT_EQ(array_error(""), "f: is empty" + expected);
  EXPECT_EQ(array_error("\x1f\x8b data"),
            "f: is gzip data" + expected + "; unpack it first (gunzip)");
  EXPECT_EQ(array_error("\x01\x02"), "f: is neither" + expected);
  EXPECT_EQ(array_error("\x89PNG"),
            "f: is a PNG picture" + expected + "; all images go into one file");
  const auto owner = std::make_shared<const std::string>("\x89PNG");
  EXPECT_EQ(message_of([&] {
              parse_npy_array({owner, *owner}, "f", "", has_three, "labels");
            }),
            "f: is a PNG picture, expected a .npy or .npz file of NumPy's with labels in it; name "
            "another file");
  EXPECT_EQ(array_error(npy_bytes("|u1", "(1,)", "1"), "x"),
            "f: is one array, a .npy file, expected a .npz file with an array \"x\"; leave out "
            "that name");
}

TEST(NpyArray, OfAnArchiveIsNamedAsInAFolder) {
  const TemporaryFolder folder;
  const std::string bytes = zip_bytes(
      {{"x.npy", npy_bytes("|u1", "(1, 1, 1)", "a")}, {"in/y.npy", npy_bytes("|u1", "(1,)", "b")}});
  const std::filesystem::path file = folder.write("a.npz", bytes);
  std::vector<Source> sources;
  const auto read = [&](const std::filesystem::path& path) {
    return read_npy_array(path, has_three, "images", sources);
  };
  EXPECT_EQ(read(file / "x").values(), "a");
  EXPECT_EQ(read(file / "in/y").values(), "b");
  EXPECT_EQ(read(file).name, file.string() + "/x");
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].path, file.string());
  EXPECT_EQ(sources[0].sha256, sha256_hex(bytes));
  const std::string missing = ": cannot read: No such file or directory";
  const std::string root = folder.path().string();
  EXPECT_EQ(message_of([&] { read(folder.path() / "b.npz/x"); }),
            root + "/b.npz" + missing + "; did you mean a.npz, in the same folder?");
  EXPECT_EQ(message_of([&] { read(folder.path() / "none/x.npy"); }),
            root + "/none/x.npy" + missing);
  EXPECT_EQ(message_of([&] { read(folder.path()); }), root + ": cannot read: Is a directory");
}

// An archive with a stored array x and a packed one y, of 2 x 2 x 2 bytes each.
class ArraysOfAnArchive : public testing::Test {
 protected:
  NpyArray read(const std::string& array, std::uint64_t most_in_memory) {
    return read_npy_array(file_ / array, has_three, "images", sources_,
                          {folder_.path() / "cache", most_in_memory, {}});
  }
  std::ptrdiff_t cached() const {
    const std::filesystem::path cache = folder_.path() / "cache";
    if (!std::filesystem::exists(cache)) return 0;
    return std::distance(std::filesystem::directory_iterator(cache), {});
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.write(
      "a.npz", zip_bytes({{"x.npy", npy_bytes("|u1", "(2, 2, 2)", "abcdefgh")},
                          {"y.npy", npy_bytes("|u1", "(2, 2, 2)", "ABCDEFGH"), true}}));
  std::vector<Source> sources_;
};

TEST_F(ArraysOfAnArchive, AreMappedWhereTheyLieUnpacked) {
  const NpyArray array = read("x", 0);
  EXPECT_EQ(array.values(), "abcdefgh");
  EXPECT_EQ(cached(), 0);
}

TEST_F(ArraysOfAnArchive, AreUnpackedIntoTheCacheWhereTheyAreLarge) {
  const std::uint64_t size = npy_bytes("|u1", "(2, 2, 2)", "ABCDEFGH").size();
  EXPECT_EQ(read("y", size).values(), "ABCDEFGH");
  EXPECT_EQ(cached(), 0);
  EXPECT_EQ(read("y", size - 1).values(), "ABCDEFGH");
  EXPECT_EQ(cached(), 1);
  EXPECT_EQ(read("y", size - 1).values(), "ABCDEFGH");
  EXPECT_EQ(cached(), 1);
  ASSERT_EQ(sources_.size(), 1U);
  EXPECT_EQ(sources_[0].sha256, sha256_hex(slurp(file_)));
}

}  // namespace
}  // namespace codegrid
