#include "job/init/init_job.hpp"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include "config/job_config.hpp"
#include "core/memory_limit.hpp"
#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"
#include "data/sources/pictures.hpp"
#include "job/init/rgba_picture.hpp"
#include "job/training_memory.hpp"
#include "model/families.hpp"
#include "support/environment.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class InitJob : public testing::Test {
 protected:
  void write_pictures(const std::string& folder, int count) const {
    for (int i = 0; i < count; ++i) {
      place.write(fmt::format("{}/{}.ppm", folder, i),
                  color_picture(20, 20 + i % 2, {9 * i % 256, 100, 200}));
    }
  }
  // As the program does, once the config is out.
  InitReport init(const std::string& name) {
    InitReport report = run_init(place.path() / name, progress);
    keep_record(report, progress);
    return report;
  }
  // The job of the printed config, as a training would read it.
  static JobConfig job_of(const InitReport& report) { return parse_job(report.config, "-", {}); }

  TemporaryFolder place;
  Progress progress;

 private:
  Environ environment_{{{"XDG_CACHE_HOME", (place.path() / "cache").string()}}};
  ThreadsFor as_before_{at::get_num_threads()};
};

TEST_F(InitJob, GoodPicturesStayRequired) {
  write_pictures("my photos", 12);
  const InitReport report = init("my photos");
  EXPECT_EQ(report.name, "my photos");
  const JobConfig job = job_of(report);
  EXPECT_EQ(job.name, "my photos");
  EXPECT_EQ(job.data.root, place.path() / "my photos");
  EXPECT_EQ(job.data.on_bad_image, OnBadImage::kError);
  EXPECT_EQ(job.data.image.channels, 3);
  EXPECT_EQ(job.clustering.method, ClusteringMethod::kGraph);
  EXPECT_TRUE(report.bad.empty());
  EXPECT_EQ(report.changes, "");
}

TEST_F(InitJob, BadPicturesAreFoundByDecodingAndLeftOut) {
  write_pictures("p", 12);
  const std::string whole = color_picture(20, 20, {1, 2, 3});
  place.write("p/cut.ppm", whole.substr(0, whole.size() - 5));
  place.write("p/x\n\"seed\":7.png", "a text that is no picture");
  const InitReport report = init("p");
  EXPECT_EQ(report.bad.size(), 2U);
  EXPECT_EQ(job_of(report).data.on_bad_image, OnBadImage::kSkip);
  EXPECT_EQ(job_of(report).seed, JobConfig{}.seed);
  EXPECT_THAT(report.config, HasSubstr("// 2 of 14 files cannot be used. They are left out, and "
                                       "skipped.csv of a run names them.\n"));
  EXPECT_THAT(report.config, HasSubstr("x\\n\"seed\":7.png"));
}

TEST_F(InitJob, SaysWhatChangedAndWritesNothingBesideThePictures) {
  write_pictures("p", 12);
  init("p");
  EXPECT_THAT(init("p").changes, HasSubstr("nothing has changed since "));
  place.write("p/new.ppm", color_picture(20, 20, {7, 7, 7}));
  std::filesystem::remove(place.path() / "p/3.ppm");
  place.write("p/4.ppm", color_picture(21, 20, {7, 7, 9}));
  EXPECT_THAT(init("p").changes, HasSubstr(": 1 file added (new.ppm), 1 removed (3.ppm), "
                                           "1 replaced (4.ppm)"));
  EXPECT_THAT(init("p/").changes, HasSubstr("nothing has changed since "));
  std::ptrdiff_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(place.path() / "p"))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 12);
}

TEST_F(InitJob, WhatDidNotReachTheUserIsNotTheRecord) {
  write_pictures("p", 12);
  init("p");
  place.write("p/new.ppm", color_picture(20, 20, {7, 7, 7}));
  EXPECT_THAT(run_init(place.path() / "p", progress).changes, HasSubstr("1 file added (new.ppm)"));
  EXPECT_THAT(init("p").changes, HasSubstr("1 file added (new.ppm)"));
  EXPECT_THAT(init("p").changes, HasSubstr("nothing has changed since "));
}

TEST_F(InitJob, LabelsOfAListAreCompared) {
  write_pictures("p", 12);
  const auto write_list = [&](int first) {
    std::string list = "path,label\n";
    for (int i = 0; i < 12; ++i) list += fmt::format("p/{}.ppm,{}\n", i, i == 3 ? first : i % 2);
    place.write("list.csv", list);
  };
  write_list(1);
  init("list.csv");
  EXPECT_THAT(init("list.csv").changes, HasSubstr("nothing has changed since "));
  write_list(0);
  EXPECT_THAT(init("list.csv").changes, HasSubstr(": 1 file with another label (p/3.ppm)"));
}

TEST_F(InitJob, ImagesThatAreTooLargeForTheUsualModelGetOneThatFits) {
  place.write("big.npy", npy_bytes("|u1", "(2, 4000, 4000)", std::string(32'000'000, 'x')));
  const InitReport report = init("big.npy");
  const JobConfig job = job_of(report);
  const TrainingMemory memory(make_architecture({1, 4000, 4000}, job.model), job.model.kind,
                              job.training, 1, job.model.kind != ModelKind::kDense);
  const MemoryLimit limit = memory_limit();
  if (report.problem.empty()) {
    EXPECT_NO_THROW(memory.require_within(limit));
    EXPECT_LT(memory.weight_bytes() + memory.batch_bytes(), 0.6 * limit.bytes);
  } else {
    EXPECT_GT(memory.weight_bytes(), 0.2 * limit.bytes);
  }
}

TEST_F(InitJob, ADamagedArrayIsNamedWithTheReason) {
  place.write("set/x_train.npy", npy_bytes("|u1", "(20, 6, 6)", counting_bytes(720)));
  place.write("set/y_train.npy", "");
  const InitReport report = init("set");
  ASSERT_EQ(report.bad.size(), 1U);
  EXPECT_EQ(report.bad[0].name, "y_train.npy");
  EXPECT_THAT(report.config, HasSubstr("// Damaged, and left out: y_train.npy: "));
  EXPECT_EQ(init("set/x_train.npy").bad.size(), 1U);
  std::filesystem::remove(place.path() / "set/x_train.npy");
  EXPECT_THAT(message_of([&] { init("set"); }),
              HasSubstr("set: holds no images to train on: no array; expected an array of three or "
                        "four dimensions, [N, H, W] say\nDamaged, and left out: y_train.npy: "));
}

TEST_F(InitJob, TheSameDataGiveTheSameConfig) {
  write_pictures("p", 12);
  EXPECT_EQ(init("p").config, init("p").config);
}

TEST_F(InitJob, WithoutACacheTheFirstBytesDecide) {
  write_pictures("p", 12);
  const Environ nowhere({{"XDG_CACHE_HOME", ""}, {"HOME", ""}});
  const InitReport report = init("p");
  EXPECT_EQ(job_of(report).data.on_bad_image, OnBadImage::kSkip);
  EXPECT_THAT(report.config, HasSubstr("Only the first bytes of each file were looked at"));
}

TEST_F(InitJob, ArraysAreReadAsTheTrainingReadsThem) {
  place.write("set/x_train.npy", npy_bytes("|u1", "(20, 6, 6)", counting_bytes(720)));
  place.write("set/y_train.npy", npy_bytes("|u1", "(20,)", counting_bytes(20)));
  const InitReport report = init("set");
  const JobConfig job = job_of(report);
  EXPECT_EQ(report.name, "set");
  EXPECT_EQ(job.data.dataset, Dataset::kNpy);
  EXPECT_EQ(job.data.train_labels, "y_train.npy");
  EXPECT_EQ(init("set/x_train.npy").name, "set");
}

TEST_F(InitJob, EnoughImagesGetTheRecipe) {
  place.write("set/x_train.npy", npy_bytes("|u1", "(1000, 8, 8)", counting_bytes(64'000)));
  const InitReport unlabelled = init("set");
  EXPECT_THAT(unlabelled.plan, HasSubstr("proposed: two encoders, and the graph of both; "));
  EXPECT_FALSE(job_of(unlabelled).refinement);
  EXPECT_EQ(job_of(unlabelled).data.holdout, 0.01);

  std::string labels;
  for (int i = 0; i < 1000; ++i) labels += static_cast<char>(i % 8);
  place.write("set/y_train.npy", npy_bytes("|u1", "(1000,)", labels));
  const InitReport report = init("set");
  const JobConfig job = job_of(report);
  ASSERT_EQ(job.encoders.size(), 2U);
  EXPECT_EQ(job.refinement.value().k, 8);
  EXPECT_EQ(job.refinement->augmentation.preset, AugmentationPreset::kObjects);
  EXPECT_EQ(job.encoders[0].augmentation.preset, AugmentationPreset::kObjects);
  EXPECT_THAT(report.plan, HasSubstr("students that learn 8 groups; "));
  EXPECT_EQ(report.problem, "");
}

TEST_F(InitJob, ImagesWithATestGetTheRecipeWithAHoldout) {
  place.write("set/x_train.npy", npy_bytes("|u1", "(1000, 8, 8)", counting_bytes(64'000)));
  place.write("set/x_test.npy", npy_bytes("|u1", "(20, 8, 8)", counting_bytes(1'280)));
  EXPECT_EQ(job_of(init("set")).data.holdout, 0.01);
  place.write("set/x_val.npy", npy_bytes("|u1", "(20, 8, 8)", counting_bytes(1'280)));
  const JobConfig job = job_of(init("set"));
  EXPECT_EQ(job.data.validation_images, "x_val.npy");
  EXPECT_EQ(job.data.holdout, DataOptions{}.holdout);
  EXPECT_EQ(job.encoders.size(), 2U);
}

TEST_F(InitJob, FewImagesGetOneEncoderAndTheReason) {
  write_pictures("p", 12);
  const InitReport report = init("p");
  EXPECT_TRUE(job_of(report).encoders.empty());
  EXPECT_EQ(report.plan,
            "proposed: one encoder, since two encoders and a refinement of their groups take 1,000 "
            "images or more");
  EXPECT_THAT(report.config,
              HasSubstr("// One encoder, since two encoders and a refinement of their groups take "
                        "1,000 images or more.\n"));
}

TEST_F(InitJob, LabelsThatCannotBeUsedAreLeftOutWithTheReason) {
  place.write("set/x_train.npy", npy_bytes("|u1", "(20, 6, 6)", counting_bytes(720)));
  place.write("set/y_train.npy", npy_bytes("|i1", "(20,)", std::string(20, '\xff')));
  const InitReport report = init("set");
  EXPECT_EQ(job_of(report).data.train_labels, "");
  EXPECT_THAT(report.config, HasSubstr("The labels beside it cannot be used: "));
  place.write("set/x_train.npy", npy_bytes("|u1", "(20, 6, 6)", counting_bytes(719)));
  EXPECT_THAT(message_of([&] { init("set"); }), HasSubstr("x_train.npy: found 719 bytes"));
}

TEST_F(InitJob, OnePictureIsNoData) {
  place.write("a.pgm", grey_picture(4, 4, 4));
  EXPECT_EQ(
      message_of([&] { init("a.pgm"); }),
      (place.path() / "a.pgm").string() +
          ": is one picture (PNM), expected a folder of pictures, a CSV file that lists "
          "them, or an IDX, .npy or .npz file of images; for all pictures beside it, name its "
          "folder");
  place.write("one/a.pgm", grey_picture(4, 4, 4));
  EXPECT_THAT(message_of([&] { init("one"); }), HasSubstr("holds one image, expected two or more"));
}

TEST_F(InitJob, WhatIsMissingOrCannotBeRecordedIsNamed) {
  EXPECT_THAT(message_of([&] { init("nowhere"); }), HasSubstr("nowhere"));
  write_pictures("caf\xe9", 12);
  EXPECT_THAT(message_of([&] { init("caf\xe9"); }),
              HasSubstr("/caf\\xe9\", expected UTF-8 without control characters"));
  std::filesystem::create_directory_symlink("caf\xe9", place.path() / "cafe");
  EXPECT_EQ(job_of(init("cafe")).data.root, place.path() / "cafe");
  write_pictures(std::string(220, 'n'), 12);
  EXPECT_EQ(init(std::string(220, 'n')).name, "images") << "too long for the folder of its runs";
}

}  // namespace
}  // namespace codegrid
