#include "data/cache/unpacked_array.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "cache/cache_folder.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

// An archive with two packed arrays.
class UnpackedArrayTest : public testing::Test {
 protected:
  OwnedBytes unpack(const std::string& array, std::uint64_t bytes,
                    const std::string& sha256 = "digest") {
    const auto owner = std::make_shared<const std::string>(bytes_);
    const NpzArchive archive({owner, *owner}, "a.npz");
    return unpacked_array(archive, {"/data/a.npz", sha256, array, bytes},
                          {folder_.path(), 0, on_unpacked_});
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_.path())) found.push_back(entry.path());
    return found;
  }

  const std::string values_ = counting_bytes(250);
  std::string bytes_ = zip_bytes({{"x.npy", values_, true}, {"y.npy", "other", true}});
  TemporaryFolder folder_;
  std::function<void(std::uint64_t, std::uint64_t)> on_unpacked_;
};

TEST_F(UnpackedArrayTest, HasTheBytesOfTheArchive) {
  EXPECT_EQ(unpack("x", 250).bytes, values_);
  EXPECT_EQ(unpack("y", 5).bytes, "other");
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(UnpackedArrayTest, IsUnpackedOnce) {
  std::vector<std::uint64_t> done;
  on_unpacked_ = [&](std::uint64_t bytes, std::uint64_t of) {
    EXPECT_EQ(of, 250U);
    done.push_back(bytes);
  };
  const OwnedBytes first = unpack("x", 250);
  EXPECT_EQ(unpack("x", 250).bytes, first.bytes);
  EXPECT_THAT(done, ElementsAre(250));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(unpack("x", 250, "of other bytes").bytes, values_);
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(UnpackedArrayTest, NothingIsLeftOfOneThatIsStoppedOrDamaged) {
  on_unpacked_ = [](std::uint64_t, std::uint64_t) { throw std::runtime_error("stop"); };
  EXPECT_THROW(unpack("x", 250), std::runtime_error);
  EXPECT_TRUE(files().empty());
  on_unpacked_ = {};
  bytes_ = zip_bytes({{"x.npy", values_, true, 300}});
  EXPECT_THAT(message_of([&] { unpack("x", 300); }), HasSubstr("a.npz/x: damaged: "));
  EXPECT_TRUE(files().empty());
}

TEST_F(UnpackedArrayTest, ADamagedCacheFileIsMadeAgain) {
  unpack("x", 250);
  const fs::path file = files().front();
  const std::string whole = slurp(file);
  folder_.write(file.filename(), whole.substr(0, whole.size() - 1));
  testing::internal::CaptureStderr();
  EXPECT_EQ(unpack("x", 250).bytes, values_);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("; it is made again\n"));
  EXPECT_TRUE(slurp(file) == whole);
}

TEST_F(UnpackedArrayTest, NeedsRoom) {
  const auto owner = std::make_shared<const std::string>(bytes_);
  const NpzArchive archive({owner, *owner}, "a.npz");
  EXPECT_THAT(message_of(
                  [&] {
                    unpacked_array(archive, {"a.npz", "d", "x", std::uint64_t{1} << 60},
                                   {folder_.path(), 0, {}});
                  },
                  ExitCode::kFailed),
              HasSubstr(": the unpacked values take up to 1.0 EiB, and "));
}

}  // namespace
}  // namespace codegrid
