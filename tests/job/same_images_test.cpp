#include "job/same_images.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "job/environment.hpp"
#include "job/picture_record.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SameImages : public testing::Test {
 protected:
  // A run folder as far as images are concerned.
  fs::path run(const std::string& name, const DataOptions& data,
               const std::vector<Source>& sources) const {
    JobConfig job;
    job.name = "job";
    job.data = data;
    folder_.write(name + "/config.json", job_json(job).dump());
    Environment environment;
    environment.data = sources;
    write_environment(folder_.path() / name, environment);
    return folder_.path() / name;
  }
  fs::path run_of_pictures(const std::string& name, const std::string& root,
                           const std::vector<ListedPicture>& pictures) const {
    DataOptions data;
    data.dataset = Dataset::kFolder;
    data.root = folder_.path() / root;
    fs::path made = run(name, data, {});
    PictureList list;
    list.pictures = pictures;
    write_picture_record(made, list);
    return made;
  }
  static DataOptions arrays(Dataset dataset, const std::string& file) {
    DataOptions data;
    data.dataset = dataset;
    data.train_images = file;
    return data;
  }
  std::string refusal(const fs::path& one, const fs::path& other) const {
    const Error error = error_of([&] { require_same_images(one, other); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }

  TemporaryFolder folder_;
};

TEST_F(SameImages, AreTheSameFileWhateverItIsCalledAndWhateverComesBesideIt) {
  const fs::path one = run("one", {}, {{"/a/train.gz", "11"}, {"/a/labels", "22"}});
  const fs::path other = run("other", arrays(Dataset::kIdx, "images"), {{"/b/images", "11"}});
  EXPECT_NO_THROW(require_same_images(one, other));
}

TEST_F(SameImages, OfDifferentFilesAreRefused) {
  const fs::path one = run("one", {}, {{"/a/train.gz", "11"}});
  const fs::path other = run("other", {}, {{"/b/train.gz", "33"}});
  EXPECT_EQ(refusal(one, other),
            one.string() + " and " + other.string() +
                ": were trained on different images, but the runs of one graph must be of the "
                "same: the SHA-256 of their files of images are 11 and 33. For encoders that were "
                "trained on others, name the files: codegrid-cluster --encoder FILE --encoder FILE "
                "--config JOB --out DIR");
}

TEST_F(SameImages, OfOneArchiveAreOfOneArrayAndOneWayUp) {
  const std::vector<Source> archive{{"/a/m.npz", "11"}};
  const fs::path train = run("train", arrays(Dataset::kNpy, "m.npz/x_train"), archive);
  const fs::path test = run("test", arrays(Dataset::kNpy, "m.npz/x_test"), archive);
  EXPECT_NO_THROW(require_same_images(train, train));
  EXPECT_THAT(refusal(train, test), HasSubstr("the arrays x_train and x_test of one archive"));
  DataOptions turned = arrays(Dataset::kIdx, "images");
  const fs::path upright = run("upright", turned, archive);
  turned.transposed = true;
  EXPECT_THAT(refusal(upright, run("turned", turned, archive)),
              HasSubstr("of the same: data.transposed differs. "));
}

TEST_F(SameImages, OfPicturesAreThoseOfTheSameNamesAndSizes) {
  const fs::path one = run_of_pictures("one", "here", {{"a.png", 10, 1}, {"b.png", 20, 1}});
  const fs::path copied = run_of_pictures("copied", "there", {{"b.png", 20, 9}, {"a.png", 10, 9}});
  EXPECT_NO_THROW(require_same_images(one, copied));
  const fs::path later = run_of_pictures("later", "here", {{"a.png", 10, 1}, {"b.png", 20, 2}});
  EXPECT_THAT(refusal(one, later),
              HasSubstr(": 0 pictures are only in the first, 0 only in the second, 1 in both but "
                        "changed, e.g. b.png. "));
  const fs::path others =
      run_of_pictures("others", "there", {{"a.png", 11, 1}, {"c\xff.png", 20, 1}, {"d", 1, 1}});
  EXPECT_THAT(refusal(one, others),
              HasSubstr(": 1 picture is only in the first, 2 only in the second, 1 in both but "
                        "changed, e.g. a.png. "));
}

TEST_F(SameImages, OfPicturesAreNoneOfAFile) {
  const fs::path pictures = run_of_pictures("pictures", "here", {{"a.png", 10, 1}});
  const fs::path file = run("file", {}, {{"/a", "11"}});
  EXPECT_THAT(refusal(file, pictures),
              HasSubstr("only one of them read pictures that are files of their own"));
}

TEST_F(SameImages, AreNotKnownOfARunThatDoesNotSay) {
  const fs::path silent = run("silent", {}, {});
  EXPECT_EQ(refusal(silent, silent), (silent / "environment.json").string() +
                                         ": does not say which images it was trained on; train "
                                         "again");
}

}  // namespace
}  // namespace codegrid
