#pragma once

#include <nlohmann/json.hpp>

#include "cli/training_runs.hpp"

namespace codegrid {

/// Writes job.json: an encoder of one epoch, and a refinement of so many rounds and epochs of a
/// dense student.
inline void write_refinement_job(const Workplace& place, int rounds, int epochs) {
  place.write_config("job.json", {{"train_labels", "labels"}});
  nlohmann::json job = place.json("job.json");
  for (const char* key : {"model", "training", "clustering"}) job.erase(key);
  job["encoders"] = {
      {{"name", "only"},
       {"model", {{"code", 8}}},
       {"training",
        {{"epochs", 1}, {"batch_size", 16}, {"early_stopping", {{"monitor", "none"}}}}}}};
  job["refinement"] = {
      {"k", 3},
      {"rounds", rounds},
      {"neighbors", 5},
      {"student", {{"kind", "dense"}, {"hidden", {24}}}},
      {"training",
       {{"epochs", epochs}, {"batch_size", 8}, {"optimizer", {{"learning_rate", 0.01}}}}}};
  place.write("job.json", job.dump(1));
}

/// The folder of a run whose encoder is trained, and none of its refinement, made of a whole one.
inline void copy_without_refinement(const fs::path& whole, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy(whole, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  for (const char* name : {"refinement", "encoder.pt", "summary.json"}) fs::remove_all(to / name);
}

/// Two finished run folders have had the same refinement, but for what a clock gave.
inline void expect_same_refinement(const fs::path& whole, const fs::path& resumed) {
  EXPECT_TRUE(slurp(resumed / "encoder.pt") == slurp(whole / "encoder.pt"));
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(whole / "refinement")) {
    const fs::path name = entry.path().lexically_relative(whole);
    const std::string extension = name.extension();
    if (name.string().find("checkpoints") != std::string::npos) continue;
    if (extension == ".npy" || extension == ".pt" || extension == ".safetensors") {
      ++files;
      EXPECT_TRUE(slurp(resumed / name) == slurp(entry.path())) << name;
    } else if (name.filename() == "metrics.jsonl") {
      EXPECT_EQ(losses((resumed / name).parent_path()), losses(entry.path().parent_path())) << name;
    }
  }
  EXPECT_GE(files, 5U) << "two graphs, and three of a student";
  const auto record = [](const fs::path& run) {
    auto found = nlohmann::json::parse(slurp(run / "refinement/refinement.json"));
    found.erase("seconds");
    return found;
  };
  EXPECT_EQ(record(resumed), record(whole));
}

}  // namespace codegrid
