#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <map>
#include <sstream>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// A run of two encoders and a refinement of their groups, in runs/refined/0001.
class Refined : public TrainingRuns {
 protected:
  Refined() { write_refined({}); }

  void write_refined(const nlohmann::json& more) const {
    const auto encoder = [](const char* name, std::int64_t code) {
      return nlohmann::json{
          {"name", name},
          {"model", {{"code", code}}},
          {"training",
           {{"epochs", 3}, {"batch_size", 16}, {"early_stopping", {{"monitor", "none"}}}}}};
    };
    nlohmann::json job = place.json("job.json");
    for (const char* key : {"model", "training", "clustering"}) job.erase(key);
    job["encoders"] = {encoder("wide", 8), encoder("deep", 6)};
    job["refinement"] = {
        {"k", 3},
        {"rounds", 1},
        {"neighbors", 5},
        {"student", {{"kind", "dense"}, {"hidden", {24}}}},
        {"training",
         {{"epochs", 20}, {"batch_size", 16}, {"optimizer", {{"learning_rate", 0.03}}}}}};
    if (!more.is_null()) job["refinement"].merge_patch(more);
    place.write("refined.json", job.dump(1));
  }

  fs::path in_run(const fs::path& name) const { return place.path() / "runs/refined/0001" / name; }

  // Of a .npy file of format 1.0.
  static std::vector<std::int64_t> int64_in(const fs::path& file) {
    constexpr std::size_t kBeforeHeader = 10;
    const std::string bytes = slurp(file);
    const std::size_t begin = kBeforeHeader + static_cast<unsigned char>(bytes.at(8)) +
                              std::size_t{256} * static_cast<unsigned char>(bytes.at(9));
    std::vector<std::int64_t> values((bytes.size() - begin) / sizeof(std::int64_t));
    std::memcpy(values.data(), bytes.data() + begin, values.size() * sizeof(std::int64_t));
    return values;
  }

  // The cells below each name in the first line, of a file without quotes.
  static std::map<std::string, std::vector<std::string>> columns_of(const std::string& csv) {
    std::istringstream lines(csv);
    std::vector<std::string> names;
    std::map<std::string, std::vector<std::string>> columns;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream cells(line + ",");
      std::vector<std::string> row;
      for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
      if (names.empty()) {
        names = row;
        continue;
      }
      for (std::size_t i = 0; i < names.size(); ++i) columns[names[i]].push_back(row.at(i));
    }
    return columns;
  }
};

TEST_F(Refined, TrainingImagesHaveTheGroupsOfTheStudentInTheClustersAndInWhatIsAssigned) {
  ASSERT_EQ(place.train({"refined.json"}).code, 0);
  const std::vector<std::int64_t> student = int64_in(in_run("refinement/student_1/groups.npy"));
  ASSERT_EQ(student.size(), 60U);
  const Outcome clustered = place.cluster({"runs/refined/latest"});
  ASSERT_EQ(clustered.code, 0) << clustered.err;
  const auto members = columns_of(slurp(in_run("clusters/assignments.csv")));
  for (const char* recognition : {"", "--no-recognition"}) {
    std::vector<std::string> arguments{"runs/refined/latest", "images"};
    if (*recognition != '\0') arguments.emplace_back(recognition);
    const Outcome assigned = place.assign(arguments);
    ASSERT_EQ(assigned.code, 0) << assigned.err;
    const auto rows = columns_of(assigned.out);
    ASSERT_EQ(rows.at("cluster").size(), 60U);
    for (std::size_t i = 0; i < 60; ++i) {
      EXPECT_EQ(members.at("cluster")[i], std::to_string(student[i])) << i;
      EXPECT_EQ(rows.at("cluster")[i], std::to_string(student[i])) << i;
      const double own = std::stod(rows.at("confidence")[i]);
      EXPECT_NEAR(own, std::stod(members.at("probability")[i]), 1e-5) << i;
      EXPECT_LE(std::stod(rows.at("next_confidence")[i]), own) << i;
      EXPECT_EQ(rows.at("known")[i], *recognition == '\0' ? "true" : "false");
    }
  }
}

TEST_F(Refined, MetricsHaveTheFiguresOfTheGroups) {
  ASSERT_EQ(place.train({"refined.json"}).code, 0);
  ASSERT_EQ(place.cluster({"runs/refined/latest"}).code, 0);
  const auto metrics = place.json("runs/refined/0001/clusters/metrics.json");
  EXPECT_EQ(metrics["method"], "refined");
  EXPECT_EQ(metrics["k"], 3);
  EXPECT_EQ(metrics["images"], 60);
  EXPECT_EQ(metrics["encoder_sha256"], sha256_hex(slurp(in_run("encoder.pt"))));
  EXPECT_EQ(metrics["accuracy"], 1.0) << "the groups are obvious";
  EXPECT_EQ(metrics["sizes"], nlohmann::json({20, 20, 20}));
  const auto members = columns_of(slurp(in_run("clusters/assignments.csv")));
  double sum = 0;
  for (const std::string& probability : members.at("probability")) sum += std::stod(probability);
  EXPECT_NEAR(metrics["mean_probability"].get<double>(), sum / 60, 1e-5);
  for (const char* name : {"clusters.png", "codes.npy", "confusion.png", "softmax.safetensors"})
    EXPECT_TRUE(fs::exists(in_run("clusters") / name)) << name;
}

TEST_F(Refined, CodesThatAreMovedHaveTheGroupsOfTheirEncoder) {
  nlohmann::json job = place.json("refined.json");
  job["encoders"].erase(1);
  for (const char* kind : {"dec", "idec"}) {
    job["refinement"] = {
        {"kind", kind}, {"k", 3}, {"update_interval", 10}, {"updates", 3}, {"batch_size", 16}};
    place.write("refined.json", job.dump(1));
    fs::remove_all(place.path() / "runs");
    const Outcome trained = place.train({"refined.json"});
    ASSERT_EQ(trained.code, 0) << trained.err;
    EXPECT_THAT(trained.out, testing::ContainsRegex("\nrefinement +[1-3] updates? \\("));
    const std::vector<std::int64_t> own = int64_in(in_run("refinement/groups.npy"));
    ASSERT_EQ(own.size(), 60U);
    const Outcome clustered = place.cluster({"runs/refined/latest"});
    ASSERT_EQ(clustered.code, 0) << clustered.err;
    EXPECT_EQ(place.json("runs/refined/0001/clusters/metrics.json")["method"], "refined");
    const Outcome assigned = place.assign({"runs/refined/latest", "images", "--no-recognition"});
    ASSERT_EQ(assigned.code, 0) << assigned.err;
    const auto members = columns_of(slurp(in_run("clusters/assignments.csv")));
    const auto rows = columns_of(assigned.out);
    for (std::size_t i = 0; i < 60; ++i) {
      EXPECT_EQ(members.at("cluster")[i], std::to_string(own[i])) << i;
      EXPECT_EQ(rows.at("cluster")[i], std::to_string(own[i])) << i;
      EXPECT_NEAR(std::stod(rows.at("confidence")[i]), std::stod(members.at("probability")[i]),
                  1e-5);
    }
  }
  job["encoders"].push_back(job["encoders"][0]);
  job["encoders"][1]["name"] = "other";
  place.write("refined.json", job.dump(1));
  fs::remove_all(place.path() / "runs");
  expect_failure(
      place.train({"refined.json"}), 2,
      "codegrid-train: error: refined.json: refinement.kind: found \"idec\", which moves "
      "the codes of one encoder, but there are 2; expected one, or \"students\"\n");
}

TEST_F(Refined, SummaryHasTheSecondsOfEveryProcess) {
  ASSERT_EQ(place.train({"refined.json"}).code, 0);
  // As a run whose first process has refined for long, and was killed before its end.
  auto record = place.json("runs/refined/0001/refinement/refinement.json");
  record["seconds"] = 1000;
  place.write("runs/refined/0001/refinement/refinement.json", record.dump());
  fs::remove(in_run("summary.json"));
  fs::remove(in_run("encoder.pt"));
  fs::remove(in_run("refinement/student_1/encoder.pt"));
  ASSERT_EQ(place.train({"--resume", "runs/refined/0001"}).code, 0);
  const auto summary = place.json("runs/refined/0001/summary.json");
  EXPECT_GT(summary["refinement"]["seconds"], 1000);
  EXPECT_GT(summary["seconds"], summary["refinement"]["seconds"]);
}

TEST_F(Refined, WhatCannotBeRefinedIsRefusedBeforeAnythingIsTrained) {
  write_refined({{"k", 61}});
  expect_failure(place.train({"refined.json"}), 3,
                 "codegrid-train: error: refinement.k: found 61 groups for 60 images; expected at "
                 "most one for each image. Lower it, or give more images\n");
  write_refined({{"neighbors", 60}});
  expect_failure(place.train({"refined.json"}), 3,
                 "codegrid-train: error: refinement.neighbors: found 60 of each of 60 images; "
                 "expected fewer neighbors than images. Lower it, or give more images\n");
  write_refined({{"student", {{"kind", "convolutional"}, {"hidden", nullptr}}}});
  const Outcome too_small = place.train({"refined.json"});
  EXPECT_EQ(too_small.code, 2);
  EXPECT_THAT(too_small.err,
              HasSubstr("codegrid-train: error: refinement.student.channels: found 3 levels, but "
                        "level 3 sees 1 x 1 pixels of images of 6 x 6"));
  write_refined({{"student", {{"hidden", {1'000'000, 1'000'000}}}}});
  const Outcome too_large = place.train({"refined.json"});
  EXPECT_EQ(too_large.code, 1);
  EXPECT_THAT(too_large.err, HasSubstr("codegrid-train: error: out of memory: this training takes "
                                       "more than is left of "));
  EXPECT_THAT(too_large.err,
              testing::EndsWith(". Lower refinement.student.hidden or refinement.k\n"));
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(Refined, AnEncoderThatIsTooLargeIsNamed) {
  const Outcome outcome =
      place.train({"refined.json", "--set", "encoders[1].model.hidden=[1000000,1000000]"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-train: error: encoders[1]: out of memory: "));
}

}  // namespace
}  // namespace codegrid
