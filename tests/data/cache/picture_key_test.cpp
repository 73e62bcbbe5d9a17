#include "data/cache/picture_key.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <set>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

TEST(PictureKey, EveryPartOfListAndOptionsCounts) {
  struct Job {
    PictureList list;
    ImageOptions options;
  };
  const Job job{{"/pics", {{"a", 1, 2, 0}, {"b", 3, 4, 1}}, {"x", "y"}, {}}, {}};
  const std::vector<std::function<void(Job&)>> changes{
      [](Job&) {},
      [](Job& j) { j.list.root = "/others"; },
      [](Job& j) { j.list.pictures[1].name.push_back('c'); },
      [](Job& j) { j.list.pictures[1].size = 5; },
      [](Job& j) { j.list.pictures[1].modified = 5; },
      [](Job& j) { j.list.pictures[1].label = 0; },
      [](Job& j) { j.list.pictures.pop_back(); },
      [](Job& j) { std::swap(j.list.pictures[0], j.list.pictures[1]); },
      [](Job& j) {
        j.list.label_names = {"x", "z"};
      },
      [](Job& j) {
        j.list.label_names = {"xy", ""};
      },
      [](Job& j) { j.options.height = 65; },
      [](Job& j) { j.options.width = 65; },
      [](Job& j) { j.options.channels = 1; },
      [](Job& j) { j.options.fit = Fit::kCrop; },
      [](Job& j) { j.options.background.red = 1; },
      [](Job& j) { j.options.background.green = 1; },
      [](Job& j) { j.options.background.blue = 1; },
      [](Job& j) { j.options.invert = true; }};
  std::set<std::string> keys;
  for (const auto& change : changes) {
    Job changed = job;
    change(changed);
    keys.insert(picture_key(changed.list, changed.options));
  }
  EXPECT_EQ(keys.size(), changes.size());
  EXPECT_EQ(picture_key(job.list, job.options), picture_key(job.list, job.options));
  EXPECT_EQ(keys.begin()->size(), 64);
}

TEST(PictureKey, IsThatOfTheFolderWhateverItIsReachedBy) {
  const TemporaryFolder place;
  fs::create_directory(place.path() / "pics");
  fs::create_symlink("pics", place.path() / "link");
  PictureList list;
  list.root = place.path() / "pics";
  const std::string key = picture_key(list, {});
  list.root = place.path() / "link" / ".";
  EXPECT_EQ(picture_key(list, {}), key);
}

}  // namespace
}  // namespace codegrid
