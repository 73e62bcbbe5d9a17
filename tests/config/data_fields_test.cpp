#include "config/data_fields.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// The keys of "data" that are of one data set only.
std::vector<std::string> own_keys(const std::string& dataset) {
  DataOptions data;
  const SectionValue section = data_section(data);
  std::vector<std::string> keys;
  for (const Kind& kind : section.kinds) {
    if (kind.name != dataset) continue;
    for (const Field& field : kind.fields) keys.push_back(field.key);
  }
  return keys;
}

std::string refusal_of(const std::string& data) {
  return error_of([&] { parse_job("{\"data\": " + data + "}", "/j.json", {}); }).what();
}

TEST(DataFields, NameTheFilesOfEachDataSet) {
  using Keys = std::vector<std::string>;
  EXPECT_EQ(own_keys("mnist"), Keys{});
  const Keys files{"train_images",      "train_labels", "validation_images",
                   "validation_labels", "test_images",  "test_labels"};
  Keys idx = files;
  idx.insert(idx.end(), {"label_column", "transposed"});
  EXPECT_EQ(own_keys("idx"), idx);
  Keys npy = files;
  npy.emplace_back("cache");
  EXPECT_EQ(own_keys("npy"), npy);
  EXPECT_EQ(own_keys("list"), (Keys{"train_images", "validation_images", "test_images", "image",
                                    "on_bad_image", "cache"}));
  Keys folder = own_keys("list");
  folder.insert(folder.begin() + 3, "labels");
  EXPECT_EQ(own_keys("folder"), folder);
}

TEST(DataFields, OfAPictureSayOneOrThreeChannels) {
  EXPECT_EQ(refusal_of(R"({"dataset": "folder", "root": "/p", "image": {"channels": 2}})"),
            "/j.json: data.image.channels: found 2, expected 1 or 3");
}

TEST(DataFields, ReadIntoTheOptions) {
  const JobConfig job = parse_job(
      R"({"data": {"dataset": "folder", "root": "/p", "image": {"height": 5, "channels": 1,
          "background": [1, 2, 3]}, "on_bad_image": "skip", "labels": "folder"}})",
      "/j.json", {});
  EXPECT_EQ(job.data.dataset, Dataset::kFolder);
  EXPECT_EQ(job.data.root, "/p");
  EXPECT_EQ(job.data.image.height, 5);
  EXPECT_EQ(job.data.image.channels, 1);
  EXPECT_EQ(job.data.image.background.green, 2);
  EXPECT_EQ(job.data.on_bad_image, OnBadImage::kSkip);
  EXPECT_EQ(job.data.labels, FolderLabels::kFolder);
}

}  // namespace
}  // namespace codegrid
