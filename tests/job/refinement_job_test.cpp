#include "job/refinement_job.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "cluster/measures/contingency.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"
#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/fixtures.hpp"
#include "job/student_job.hpp"
#include "refine/lesson_fixtures.hpp"
#include "support/stopped.hpp"
#include "tensor/npy.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kImagesRefined = 63;

/// Two encoders, untrained, of images in three obvious groups.
class SmallRefinement : public testing::Test {
 protected:
  SmallRefinement() {
    for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}}) {
      ModelOptions shape;
      shape.code = 12;
      const Autoencoder model(Shape{1, 8, 8}, shape, make_generator(seed, Purpose::kWeights));
      EncoderMetadata metadata;
      metadata.input_shape = {1, 8, 8};
      metadata.image = image_of_shape(metadata.input_shape);
      metadata.code_size = 12;
      metadata.dataset = "idx";
      metadata.config = {{"seed", 1}};
      encoders_.push_back(
          tiny_.folder.write("e" + std::to_string(seed) + ".pt", export_encoder(model, metadata)));
    }
  }

  RefinementReport refine(const std::string& run) {
    const fs::path folder = tiny_.folder.path() / run;
    fs::create_directories(folder);
    RefinementRequest request{folder, encoders_, images_in_three_groups(kImagesRefined), options_};
    return run_refinement(request, JobContext(tiny_.job, said_.progress()));
  }

  fs::path refinement(const std::string& run) const {
    return tiny_.folder.path() / run / run_files::kRefinement;
  }

  // Without what a clock gave.
  std::string record(const std::string& run) const {
    auto found = nlohmann::ordered_json::parse(slurp(refinement(run) / "refinement.json"));
    EXPECT_GT(found["seconds"].get<double>(), 0);
    found.erase("seconds");
    return found.dump(1);
  }

  TinyJob tiny_;
  Said said_;
  std::vector<fs::path> encoders_;
  RefinementOptions options_ = small_refinement();
};

TEST_F(SmallRefinement, EndsWithAnEncoderOfTheGroupsTheLargestFirst) {
  options_.training.epochs = 12;
  const RefinementReport report = refine("run");
  EXPECT_EQ(report.rounds.size(), 2U);
  EXPECT_EQ(report.kept, 2) << said_.words();
  EXPECT_EQ(report.encoder, tiny_.folder.path() / "run" / "encoder.pt");
  const EncoderFile file = EncoderFile::read(report.encoder);
  EXPECT_EQ(file.sha256(), report.encoder_sha256);
  EXPECT_EQ(file.metadata().groups, 3);
  EXPECT_EQ(file.metadata().code_size, 24);
  EXPECT_EQ(file.metadata().losses.kind, "cross_entropy");
  LoadedEncoder encoder(file, file.metadata(), at::kCPU);
  EXPECT_EQ(encoder.encode(images_in_three_groups(kImagesRefined)).size(1), 24);

  const at::Tensor groups =
      decode_npy(slurp(refinement("run") / "student_2" / "groups.npy"), "groups.npy");
  const at::Tensor sizes = cluster_sizes(groups, 3);
  EXPECT_TRUE(sizes.slice(0, 1).le(sizes.slice(0, 0, 2)).all().item<bool>());
  for (std::int64_t i = 3; i < kImagesRefined; ++i)
    EXPECT_EQ(groups[i].item<std::int64_t>(), groups[i - 3].item<std::int64_t>());

  const auto record = nlohmann::json::parse(slurp(refinement("run") / "refinement.json"));
  EXPECT_EQ(record["kept_round"], 2);
  EXPECT_EQ(record["encoder_sha256"], report.encoder_sha256);
  EXPECT_EQ(record["rounds"][0]["images"], kImagesRefined);
}

TEST_F(SmallRefinement, GoesOnFromAnyStepToTheSameBits) {
  const std::string whole = refine("whole").encoder_sha256;
  const std::string record_of_whole = record("whole");
  // What may be there when a process is killed, from nothing of a step to all of it.
  const std::vector<std::vector<std::string>> lost{
      {"student_2/encoder.pt", "graph_2.safetensors"},
      {"student_2", "graph_2.safetensors"},
      {"student_1/encoder.pt", "student_1/groups.npy", "graph_1.safetensors", "student_2",
       "graph_2.safetensors"},
      {"graph_0.safetensors", "student_1", "graph_1.safetensors", "student_2",
       "graph_2.safetensors"},
      {}};
  int number = 0;
  for (const std::vector<std::string>& files : lost) {
    const std::string run = "resumed-" + std::to_string(++number);
    fs::copy(tiny_.folder.path() / "whole", tiny_.folder.path() / run, fs::copy_options::recursive);
    fs::remove(tiny_.folder.path() / run / "encoder.pt");
    for (const std::string& name : files) fs::remove_all(refinement(run) / name);
    EXPECT_EQ(refine(run).encoder_sha256, whole) << run;
    EXPECT_EQ(record(run), record_of_whole) << run;
  }
}

TEST_F(SmallRefinement, TakesTheSecondsOfAllProcessesThatWorkedOnIt) {
  const double first = refine("run").seconds;
  EXPECT_GT(first, 0);
  const fs::path file = refinement("run") / "refinement.json";
  auto found = nlohmann::ordered_json::parse(slurp(file));
  EXPECT_EQ(found["seconds"], first);
  found["seconds"] = 1000;
  tiny_.folder.write("run/refinement/refinement.json", found.dump());
  const double both = refine("run").seconds;
  EXPECT_GT(both, 1000);
  EXPECT_LT(both, 1000 + 60);
}

TEST_F(SmallRefinement, SaysWhichGroupsAStudentCannotLearn) {
  refine("run");
  SafetensorsFile graph =
      decode_safetensors(slurp(refinement("run") / "graph_0.safetensors"), "graph");
  graph.tensors["agreement"].masked_fill_(graph.tensors["groups"].eq(2), 0.5);
  tiny_.folder.write("other/refinement/graph_0.safetensors",
                     encode_safetensors(graph.tensors, graph.metadata));
  options_.rounds = 1;
  const RefinementReport report = refine("other");
  EXPECT_NE(said_.words().find(
                "warning: student 1: in 1 of 3 groups no image has all of its neighbors in the "
                "group: the student cannot learn it, and leaves it empty; lower refinement.k or "
                "refinement.neighbors\n"),
            std::string::npos)
      << said_.words();
  const at::Tensor groups =
      decode_npy(slurp(refinement("other") / "student_1" / "groups.npy"), "groups.npy");
  EXPECT_EQ(cluster_sizes(groups, 3)[2].item<std::int64_t>(), 0) << "the smallest comes last";
  for (const char* figure : {"student_equals_labels", "graph_equals_before", "modularity"}) {
    EXPECT_TRUE(nlohmann::json::parse(record("other"))["rounds"][0][figure].is_number()) << figure;
  }
}

TEST_F(SmallRefinement, NeedsTwoGroupsToLearnInItsFirstRoundAndLeavesOutALaterOne) {
  refine("run");
  const auto only_group_0 = [&](const std::string& run, const std::string& name) {
    SafetensorsFile graph = decode_safetensors(slurp(refinement("run") / name), "graph");
    graph.tensors["agreement"].masked_fill_(graph.tensors["groups"].ne(0), 0.5);
    tiny_.folder.write(run + "/refinement/" + name,
                       encode_safetensors(graph.tensors, graph.metadata));
  };
  const std::string problem =
      "found images whose neighbors are all in their group in 1 of 3 groups only, expected 2 "
      "groups or more to tell apart; give more images, or lower refinement.k or "
      "refinement.neighbors";
  only_group_0("first", "graph_0.safetensors");
  const Error error = error_of([&] { refine("first"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(), "refinement: " + problem);

  fs::create_directories(refinement("later"));
  fs::copy(refinement("run") / "student_1", refinement("later") / "student_1",
           fs::copy_options::recursive);
  fs::copy(refinement("run") / "graph_0.safetensors", refinement("later"));
  only_group_0("later", "graph_1.safetensors");
  EXPECT_EQ(refine("later").kept, 1);
  EXPECT_NE(said_.words().find("warning: round 2 is left out: " + problem + "\n"),
            std::string::npos)
      << said_.words();
}

TEST_F(SmallRefinement, SaysWhichStudentDivergedByItsOwnKey) {
  options_.training.optimizer.learning_rate = 1e30;
  options_.training.schedule.kind = ScheduleKind::kConstant;
  const std::string message = error_of([&] { refine("run"); }).what();
  EXPECT_TRUE(message.starts_with("student 1: epoch 1: the ")) << message;
  EXPECT_TRUE(message.ends_with("; try a smaller refinement.training.optimizer.learning_rate"))
      << message;
}

TEST_F(SmallRefinement, DoesNotKeepARoundThatDoesNotRepeatTheOneBefore) {
  const RefinementReport first = refine("run");
  ASSERT_EQ(first.kept, 2) << said_.words();
  // As a graph whose groups are others would leave it.
  fs::remove(refinement("run") / "graph_2.safetensors");
  const fs::path graph = refinement("run") / "graph_2.safetensors";
  SafetensorsFile file =
      decode_safetensors(slurp(refinement("run") / "graph_1.safetensors"), "graph");
  file.tensors["groups"].slice(0, 0, 30).zero_();
  tiny_.folder.write("run/refinement/graph_2.safetensors",
                     encode_safetensors(file.tensors, file.metadata));
  EXPECT_TRUE(fs::exists(graph));
  const RefinementReport report = refine("run");
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(report.rounds.size(), 2U);
  EXPECT_EQ(slurp(report.encoder), slurp(refinement("run") / "student_1" / "encoder.pt"));
  EXPECT_NE(said_.words().find("round 2 is not kept: the encoder is the student of round 1\n"),
            std::string::npos)
      << said_.words();
}

using SmallRefinementDeathTest = SmallRefinement;

TEST_F(SmallRefinementDeathTest, StopsInAnyOfItsSteps) {
  expect_to_stop({[&] { refine("run"); },
                  [&] {
                    train_student({tiny_.folder.path(),
                                   tiny_.folder.path() / "student",
                                   small_lesson(),
                                   options_,
                                   {},
                                   1,
                                   EncoderFile::read(encoders_[0]).metadata()},
                                  JobContext(tiny_.job, said_.progress()));
                  }});
}

TEST_F(SmallRefinement, RefusesAnEncoderOfOtherImages) {
  RefinementRequest request{tiny_.folder.path(), encoders_, at::zeros({40, 1, 8, 9}, at::kByte),
                            options_};
  const JobContext context(tiny_.job, said_.progress());
  const Error error = error_of([&] { run_refinement(request, context); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(), encoders_[0].string() +
                              ": takes images of shape [1, 8, 8], but the data's are [1, 8, 9]");
}

TEST_F(SmallRefinement, RefusesToGoOnWithOtherSettings) {
  refine("run");
  options_.label_smoothing = 0.2;
  EXPECT_EQ(error_of([&] { refine("run"); }).code(), ExitCode::kBadData);
}

}  // namespace
}  // namespace codegrid
