#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/training_runs.hpp"

namespace codegrid {

/// The kinds of a refinement, by their names in a config.
inline constexpr std::array<const char*, 3> kRefinementKinds{"students", "dec", "idec"};

inline bool has_students(const std::string& kind) { return kind == "students"; }

/// Writes job.json: an encoder of two epochs, and a refinement: so many rounds of a dense student
/// with so many epochs each, and graphs of so many neighbors; by the other kinds as many updates as
/// those are epochs.
inline void write_refinement_job(const Workplace& place, const std::string& kind, int rounds,
                                 int epochs, int neighbors = 5) {
  place.write_config("job.json", {{"train_labels", "labels"}});
  nlohmann::json job = place.json("job.json");
  for (const char* key : {"model", "training", "clustering"}) job.erase(key);
  job["encoders"] = {
      {{"name", "only"},
       {"model", {{"hidden", {64}}, {"code", 8}}},
       {"training",
        {{"epochs", 2}, {"batch_size", 16}, {"early_stopping", {{"monitor", "none"}}}}}}};
  nlohmann::json& refinement = job["refinement"];
  if (has_students(kind)) {
    refinement = {
        {"rounds", rounds},
        {"neighbors", neighbors},
        {"student", {{"kind", "dense"}, {"hidden", {24}}}},
        {"training",
         {{"epochs", epochs}, {"batch_size", 8}, {"optimizer", {{"learning_rate", 0.01}}}}}};
  } else {
    refinement = {
        {"updates", rounds * epochs}, {"update_interval", 10}, {"tolerance", 0}, {"batch_size", 8}};
  }
  refinement["kind"] = kind;
  refinement["k"] = 3;
  place.write("job.json", job.dump(1));
}

/// The folder of a run whose encoder is trained, and none of its refinement, made of a whole one.
inline void copy_without_refinement(const fs::path& whole, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy(whole, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  for (const char* name : {"refinement", "encoder.pt", "summary.json"}) fs::remove_all(to / name);
}

/// Epochs of all students, or updates, that the metrics of the run in `folder` have.
inline long steps_of_refinement(const fs::path& folder) {
  long steps = 0;
  for (const char* part : {"", "student_1", "student_2"}) {
    const std::string rows = slurp(folder / "refinement" / part / "metrics.jsonl");
    steps += std::count(rows.begin(), rows.end(), '\n');
  }
  return steps;
}

/// What a finished refinement in `run` is made of, by the names of the files: their bytes, but of
/// checkpoints the newest of a folder and of it and other files what no clock gave.
inline std::map<std::string, std::string> refinement_without_clock(const fs::path& run) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(run / "refinement")) {
    const fs::path& path = entry.path();
    const std::string name = path.lexically_relative(run);
    const fs::path folder = path.parent_path();
    if (folder.filename() == "checkpoints") {
      if (path.filename() == newest_checkpoint(folder.parent_path()))
        found[name] = checkpoint_without_clock(slurp(path));
    } else if (path.filename() == "metrics.jsonl") {
      found[name] = losses(folder);
    } else if (path.filename() == "refinement.json") {
      nlohmann::json record = nlohmann::json::parse(slurp(path));
      record.erase("seconds");
      found[name] = record.dump();
    } else if (entry.is_regular_file() && path.extension() != ".csv") {
      found[name] = slurp(path);
    }
  }
  found["encoder.pt"] = slurp(run / "encoder.pt");
  return found;
}

/// A finished refinement of `kind` has left what belongs to it, and at least one student where it
/// has any.
inline void expect_every_file_of_refinement(const std::string& kind, const fs::path& run) {
  std::vector<std::string> names{"codes.npy", "groups.npy", "metrics.jsonl", "metrics.csv"};
  const std::string part = has_students(kind) ? "refinement/student_1/" : "refinement/";
  for (const std::string& name : names) EXPECT_TRUE(fs::exists(run / (part + name))) << name;
  EXPECT_NE(newest_checkpoint(run / part), "");
  if (!has_students(kind)) return;
  for (const char* name : {"graph_0.safetensors", "graph_1.safetensors", "student_1/encoder.pt"})
    EXPECT_TRUE(fs::exists(run / "refinement" / name)) << name;
}

/// Two finished run folders have had the same refinement, but for what a clock gave.
inline void expect_same_refinement(const fs::path& whole, const fs::path& resumed) {
  const auto expected = refinement_without_clock(whole);
  const auto found = refinement_without_clock(resumed);
  for (const auto& [name, bytes] : expected) {
    const auto same = found.find(name);
    ASSERT_NE(same, found.end()) << name << " is missing";
    EXPECT_TRUE(same->second == bytes) << name << " differs";
  }
  EXPECT_EQ(found.size(), expected.size()) << "more files than there were";
}

}  // namespace codegrid
