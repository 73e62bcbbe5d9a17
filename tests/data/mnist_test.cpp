#include "data/mnist.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>

#include "core/digest.hpp"
#include "core/read_file.hpp"
#include "data/fixtures.hpp"
#include "data/idx.hpp"
#include "data/idx_images.hpp"

#ifndef CODEGRID_SOURCE_DIR
#error "tests/CMakeLists.txt defines CODEGRID_SOURCE_DIR"
#endif

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const fs::path kRoot = fs::path(CODEGRID_SOURCE_DIR) / "data" / "mnist";
const std::string kTrainImages = "train-images-idx3-ubyte";
const std::string kTrainLabels = "train-labels-idx1-ubyte";
const std::string kTestLabels = "t10k-labels-idx1-ubyte";
constexpr const char* kTestLabelsSha =
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2";

// A folder that holds links to the published files, to be changed by a test.
class Root : public TemporaryFolder {
 public:
  Root() {
    for (const fs::directory_entry& entry : fs::directory_iterator(kRoot)) {
      fs::create_symlink(entry.path(), path() / entry.path().filename());
    }
  }
  void replace(const std::string& name, std::string_view bytes) const {
    fs::remove(path() / name);
    write(name, bytes);
  }
};

// Sets a variable of the environment, or removes it with nullptr, for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* old = ::getenv(name);
    had_ = old != nullptr;
    if (had_) old_ = old;
    set(value);
  }
  ~Variable() { set(had_ ? old_.c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) const {
    if (value != nullptr) {
      ::setenv(name_, value, 1);
    } else {
      ::unsetenv(name_);
    }
  }
  const char* name_;
  std::string old_;
  bool had_ = false;
};

std::string sha_of(const fs::path& path) { return sha256_hex(read_file(path, ExitCode::kFailed)); }

TEST(Mnist, LoadsThePublishedImagesToTheByte) {
  const TemporaryFolder cache;
  const Splits splits = load_mnist(kRoot, cache.path());
  EXPECT_EQ(splits.train.images.sizes(), (std::vector<std::int64_t>{60'000, 1, 28, 28}));
  EXPECT_EQ(splits.test->images.sizes(), (std::vector<std::int64_t>{10'000, 1, 28, 28}));
  EXPECT_TRUE(splits.train.labels.slice(0, 0, 5).equal(
      at::tensor(std::vector<std::int64_t>{5, 0, 4, 1, 9})));
  // Through LibTorch's floats and back: nothing was lost.
  const std::string bytes = read_file(cache.path() / kTrainImages, ExitCode::kFailed);
  EXPECT_TRUE(splits.train.images.equal(images_in(bytes, kTrainImages)));
  EXPECT_EQ(splits.test->labels.scalar_type(), at::kLong);
  EXPECT_EQ(splits.test->labels.max().item<std::int64_t>(), 9);
}

TEST(Mnist, RecordsTheFilesAsTheyLieInRoot) {
  const TemporaryFolder cache;
  const auto sources = unpack_mnist(kRoot, cache.path(), MnistParts::kTrain);
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].path, (kRoot / (kTrainImages + ".gz")).string());
  EXPECT_EQ(sources[0].sha256, sha_of(sources[0].path));
  EXPECT_EQ(sources[1].sha256, sha_of(kRoot / (kTrainLabels + ".gz")));
}

TEST(Mnist, TheTrainingPartNeedsNoTestFiles) {
  const Root root;
  const TemporaryFolder cache;
  fs::remove(root.path() / (kTestLabels + ".gz"));
  const Splits splits = load_mnist(root.path(), cache.path(), MnistParts::kTrain);
  EXPECT_EQ(splits.train.size(), 60'000);
  EXPECT_FALSE(splits.test.has_value());
}

TEST(Mnist, ADamagedFileInTheCacheHeals) {
  const TemporaryFolder cache;
  unpack_mnist(kRoot, cache.path(), MnistParts::kAll);
  const fs::path cached = cache.path() / kTestLabels;
  std::string bytes = read_file(cached, ExitCode::kFailed);
  bytes[1000] ^= 1;
  for (const std::string& damaged : {bytes, bytes.substr(0, 999), std::string()}) {
    cache.write(kTestLabels, damaged);
    unpack_mnist(kRoot, cache.path(), MnistParts::kAll);
    EXPECT_EQ(sha_of(cached), kTestLabelsSha);
  }
}

TEST(Mnist, AWholeFileInTheCacheIsNotWrittenAgain) {
  const TemporaryFolder cache;
  unpack_mnist(kRoot, cache.path(), MnistParts::kTrain);
  const fs::path cached = cache.path() / kTrainLabels;
  const auto then = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(cached, then);
  unpack_mnist(kRoot, cache.path(), MnistParts::kTrain);
  EXPECT_EQ(fs::last_write_time(cached), then);
}

TEST(Mnist, TwoProcessesMayUnpackAtOnce) {
  const TemporaryFolder cache;
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const std::string error =
          message_of([&] { unpack_mnist(kRoot, cache.path(), MnistParts::kAll); });
      ::_exit(error == "no error" ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(sha_of(cache.path() / kTrainImages),
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
  EXPECT_EQ(sha_of(cache.path() / kTestLabels), kTestLabelsSha);
  EXPECT_EQ(std::distance(fs::directory_iterator(cache.path()), fs::directory_iterator()), 4);
}

TEST(Mnist, FilesMayLieUnpackedOrPackedDifferently) {
  const TemporaryFolder cache;
  unpack_mnist(kRoot, cache.path(), MnistParts::kTrain);
  const TemporaryFolder root;
  fs::copy(cache.path() / kTrainImages, root.path() / kTrainImages);
  const std::string labels = read_file(cache.path() / kTrainLabels, ExitCode::kFailed);
  root.write(kTrainLabels + ".gz",
             gzip_bytes(labels.substr(0, 99)) + gzip_bytes(labels.substr(99)));
  const TemporaryFolder other;
  const auto sources = unpack_mnist(root.path(), other.path(), MnistParts::kTrain);
  EXPECT_EQ(sources[0].path, (root.path() / kTrainImages).string());
  EXPECT_EQ(sha_of(other.path() / kTrainImages), sources[0].sha256);
  EXPECT_EQ(sha_of(other.path() / kTrainLabels), sha256_hex(labels));
}

TEST(Mnist, AMissingFileIsNamed) {
  const Root root;
  const TemporaryFolder cache;
  fs::remove(root.path() / (kTrainImages + ".gz"));
  EXPECT_EQ(message_of([&] { load_mnist(root.path(), cache.path()); }),
            (root.path() / kTrainImages).string() + ".gz: no such file, nor " + kTrainImages +
                " beside it; data.root must name the folder of the four MNIST files");
}

TEST(Mnist, OtherImagesUnderTheseNamesAreRefused) {
  const Root root;
  const TemporaryFolder cache;
  root.replace(kTrainImages + ".gz", gzip_bytes(idx_bytes({2, 3, 4}, counting_bytes(24))));
  EXPECT_THAT(
      message_of([&] { load_mnist(root.path(), cache.path()); }),
      AllOf(StartsWith((root.path() / kTrainImages).string() +
                       ".gz: is not the train-images-idx3-ubyte of MNIST (2 x 3 x 4 values"),
            EndsWith("; for images of your own use \"dataset\": \"idx\"")));
  EXPECT_TRUE(fs::is_empty(cache.path()));
}

TEST(Mnist, AWholeCacheDoesNotHideAWrongFileInRoot) {
  const Root root;
  const TemporaryFolder cache;
  unpack_mnist(root.path(), cache.path(), MnistParts::kTrain);
  root.replace(kTrainLabels + ".gz", "not gzip");
  EXPECT_THAT(message_of([&] { load_mnist(root.path(), cache.path()); }),
              HasSubstr(kTrainLabels + ".gz: is a text file; expected an IDX label file"));
}

TEST(Mnist, NamesMayHaveADotBeforeTheirType) {
  const Root root;
  const TemporaryFolder cache;
  fs::rename(root.path() / (kTrainLabels + ".gz"), root.path() / "train-labels.idx1-ubyte.gz");
  fs::create_directory(root.path() / kTrainLabels);  // as Kaggle's archive has it
  const auto sources = unpack_mnist(root.path(), cache.path(), MnistParts::kTrain);
  EXPECT_EQ(sources[1].path, (root.path() / "train-labels.idx1-ubyte.gz").string());
  EXPECT_TRUE(fs::exists(cache.path() / kTrainLabels));
}

TEST(Mnist, AFolderAboveThatOfTheFilesIsToldWhereTheyAre) {
  const TemporaryFolder root;
  const TemporaryFolder cache;
  fs::create_directory(root.path() / "MNIST");
  fs::create_directory_symlink(kRoot, root.path() / "MNIST/raw");
  EXPECT_THAT(message_of([&] { load_mnist(root.path(), cache.path()); }),
              EndsWith("the folder of the four MNIST files; did you mean " +
                       (root.path() / "MNIST/raw").string() + "?"));
}

TEST(Mnist, FilesThatLieUnpackedNeedNoCache) {
  const TemporaryFolder root;
  unpack_mnist(kRoot, root.path(), MnistParts::kTrain);
  const Variable cache("XDG_CACHE_HOME", "/dev/null/none");
  const Variable home("HOME", nullptr);
  const Splits splits = load_mnist(root.path(), MnistParts::kTrain);
  EXPECT_EQ(splits.train.size(), 60'000);
  ASSERT_EQ(splits.sources.size(), 2U);
  EXPECT_EQ(splits.sources[0].path, (root.path() / kTrainImages).string());
  EXPECT_EQ(splits.sources[1].sha256, sha_of(root.path() / kTrainLabels));
  for (const std::string& packed : {kTrainImages + ".gz", kTrainLabels + ".gz"})
    fs::create_symlink(kRoot / packed, root.path() / packed);
  const Splits beside_packed = load_mnist(root.path(), MnistParts::kTrain);
  EXPECT_EQ(beside_packed.sources[0].path, splits.sources[0].path);
  for (const std::string& packed : {kTrainImages + ".gz", kTrainLabels + ".gz"})
    fs::remove(root.path() / packed);
  const TemporaryFolder other;
  root.write(kTrainLabels, idx_bytes({2}, "\x01\x02"));
  EXPECT_THAT(message_of([&] { load_mnist(root.path(), other.path(), MnistParts::kTrain); }),
              HasSubstr(": is not the train-labels-idx1-ubyte of MNIST"));
}

TEST(Mnist, LabelsGoFrom0To9) {
  const Root root;
  const TemporaryFolder cache;
  std::string labels = counting_bytes(10) + '\x0a';
  root.replace(kTrainLabels + ".gz", idx_bytes({11}, labels));
  EXPECT_EQ(message_of([&] { load_mnist(root.path(), cache.path()); }),
            (root.path() / kTrainLabels).string() + ".gz: label 10 at index 10, expected 0 to 9");
}

TEST(Mnist, ATruncatedFileIsRefused) {
  const Root root;
  const TemporaryFolder cache;
  const std::string whole = read_file(kRoot / (kTrainImages + ".gz"), ExitCode::kFailed);
  root.replace(kTrainImages + ".gz", std::string_view(whole).substr(0, whole.size() - 1));
  EXPECT_THAT(message_of([&] { load_mnist(root.path(), cache.path()); }),
              HasSubstr("gzip data is truncated after 9,719,437 bytes"));
}

TEST(Mnist, ACacheThatCannotBeWrittenIsAnErrorOfTheRun) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("file", "in the way");
  EXPECT_EQ(
      message_of([&] { unpack_mnist(kRoot, file / "mnist", MnistParts::kTrain); },
                 ExitCode::kFailed),
      (file / "mnist").string() + ": cannot make folder: " + file.string() +
          " is a file, expected a folder (MNIST is unpacked there once; XDG_CACHE_HOME can name "
          "another folder)");
}

TEST(Mnist, TheCacheFolderFollowsTheEnvironment) {
  {
    const Variable cache("XDG_CACHE_HOME", "/somewhere");
    EXPECT_EQ(mnist_cache_folder(), "/somewhere/codegrid/mnist");
  }
  const Variable home("HOME", "/home/someone");
  for (const char* unusable : {"relative", "", static_cast<const char*>(nullptr)}) {
    const Variable cache("XDG_CACHE_HOME", unusable);
    EXPECT_EQ(mnist_cache_folder(), "/home/someone/.cache/codegrid/mnist");
  }
}

TEST(Mnist, NoCacheFolderIsAnErrorOfTheRun) {
  const Variable cache("XDG_CACHE_HOME", nullptr);
  const Variable home("HOME", nullptr);
  EXPECT_EQ(message_of([] { mnist_cache_folder(); }, ExitCode::kFailed),
            "no folder to unpack MNIST into: neither XDG_CACHE_HOME (an absolute path) nor HOME is "
            "set; set one of them");
}

}  // namespace
}  // namespace codegrid
