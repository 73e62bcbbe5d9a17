#include <gmock/gmock.h>

#include <algorithm>

#include "cli/run.hpp"
#include "data/sources/pictures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Thirty grey pictures of several sizes in three folders, and a job that trains on them.
class Folder : public Cli {
 protected:
  Folder() {
    for (int i = 0; i < 30; ++i) {
      place.write(fmt::format("pictures/{}/{:02}.pgm", "abc"[i % 3], i),
                  grey_picture(4 + i % 5, 4 + i % 7, 255 - 7 * i));
    }
    nlohmann::json data{{"dataset", "folder"},
                        {"root", "pictures"},
                        {"labels", "folder"},
                        {"cache", "cache"},
                        {"image", {{"height", 6}, {"width", 6}, {"channels", 1}}}};
    nlohmann::json job{{"device", "cpu"},
                       {"data", data},
                       {"model", {{"code", 4}}},
                       {"training", {{"epochs", 2}, {"batch_size", 16}}},
                       {"clustering", {{"k", 3}}}};
    place.write("folder.json", job.dump(1));
  }
};

TEST_F(Folder, GoesFromPicturesToClusters) {
  const Outcome trained = place.train({"folder.json"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("folder: 27 training images, 3 held-out images, on cpu"));
  const Outcome clustered = place.cluster({"runs/folder/latest"});
  ASSERT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_TRUE(fs::exists(place.path() / "runs/folder/0001/clusters/clusters.png"));
}

TEST_F(Folder, TrainsOnTheTestPicturesTooWhereAskedTo) {
  for (int i = 0; i < 6; ++i)
    place.write(fmt::format("more/{}/0{}.pgm", "cb"[i % 2], i), grey_picture(6, 6, 9 * i));
  const Outcome trained =
      place.train({"folder.json", "--set", "data.root=.", "--set", "data.train_images=pictures",
                   "--set", "data.test_images=more", "--set", "data.use=all"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("folder: 32 training images, 4 held-out images, on cpu"));
  const Outcome clustered = place.cluster({"runs/folder/latest"});
  ASSERT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_THAT(clustered.err, testing::Not(HasSubstr("since the training")));
  const std::string rows = slurp(place.path() / "runs/folder/0001/clusters/assignments.csv");
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 37);
  EXPECT_THAT(rows, HasSubstr("\n0,pictures/a/00.pgm,"));
  EXPECT_THAT(rows, HasSubstr("\n30,more/b/01.pgm,"));
  const Outcome known = place.assign({"runs/folder/latest", "more/b/01.pgm"});
  EXPECT_EQ(known.code, 0) << known.err;
  const Outcome fewer = place.cluster({"runs/folder/latest", "--set", "data.use=train"});
  EXPECT_EQ(fewer.code, 0) << fewer.err;
  EXPECT_THAT(fewer.err, testing::Not(HasSubstr("since the training")));
}

TEST_F(Folder, DecodesOnceForEverybody) {
  ASSERT_EQ(place.train({"folder.json"}).code, 0);
  ASSERT_EQ(place.train({"folder.json", "--set", "model.code=5"}).code, 0);
  ASSERT_EQ(place.cluster({"runs/folder/latest"}).code, 0);
  std::ptrdiff_t files = 0;
  for (const auto& entry : fs::directory_iterator(place.path() / "cache"))
    files += entry.path().filename().string().starts_with('.') ? 0 : 1;
  EXPECT_EQ(files, 1);
}

TEST_F(Folder, BadPicturesAreNamedOrLeftOut) {
  place.write("pictures/a/text.png", "no picture");
  const Outcome refused = place.train({"folder.json"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, HasSubstr("text.png"));
  EXPECT_THAT(refused.err, HasSubstr("\"on_bad_image\": \"skip\""));
  EXPECT_FALSE(fs::exists(place.path() / "runs/folder/0001"));
  const Outcome skipped = place.train({"folder.json", "--set", "data.on_bad_image=skip"});
  EXPECT_EQ(skipped.code, 0) << skipped.err;
}

TEST_F(Folder, TheShapeOfPicturesIsTheEncoders) {
  ASSERT_EQ(place.train({"folder.json"}).code, 0);
  const Outcome changed = place.cluster({"runs/folder/latest", "--set", "data.image.height=7"});
  EXPECT_EQ(changed.code, 2);
  EXPECT_EQ(changed.err,
            "codegrid-cluster: error: --set: data.image.height: has no effect on a clustering: the "
            "encoder says what shape pictures have; leave it out\n");
  // Another job's shape is not looked at.
  nlohmann::json other = place.json("folder.json");
  other["data"]["image"] = {{"height", 9}, {"width", 5}};
  place.write("other.json", other.dump());
  const Outcome clustered = place.cluster(
      {"--encoder", "runs/folder/0001/encoder.pt", "--config", "other.json", "--out", "out"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_EQ(place.json("out/config.json")["data"]["image"]["height"], 6);
}

TEST_F(Folder, WhatTheEncoderSaysIsNotChangedBesideTrust) {
  ASSERT_EQ(place.train({"folder.json"}).code, 0);
  const Outcome outcome =
      place.cluster({"runs/folder/latest", "--trust", "--set", "data.scale=unit", "--set",
                     "data.image.height=7", "--out", "out"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(
      outcome.err,
      "codegrid-cluster: error: --set: data.scale: has no effect on a clustering: the encoder "
      "says how pixels are scaled; leave it out\n--set: data.image.height: has no effect on a "
      "clustering: the encoder says what shape pictures have; leave it out\n");
  EXPECT_FALSE(fs::exists(place.path() / "out"));
}

TEST_F(Folder, WhatChangedSinceTheTrainingIsSaid) {
  ASSERT_EQ(place.train({"folder.json"}).code, 0);
  place.write("pictures/b/new.pgm", grey_picture(5, 5, 77));
  const Outcome clustered = place.cluster({"runs/folder/latest"});
  EXPECT_EQ(clustered.code, 0);
  EXPECT_THAT(clustered.err, HasSubstr("note: 1 picture added since the training, the first: "
                                       "b/new.pgm\n"));
}

TEST_F(Folder, WithoutAPictureIsAnError) {
  fs::create_directories(place.path() / "empty/within");
  const Outcome empty = place.train({"folder.json", "--set", "data.root=empty"});
  EXPECT_EQ(empty.code, 3);
  EXPECT_THAT(empty.err,
              HasSubstr("/empty: holds no file, expected pictures in it or in folders below\n"));
  const Outcome missing = place.train({"folder.json", "--set", "data.root=nowhere"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("nowhere"));
}

}  // namespace
}  // namespace codegrid
