#pragma once

#include <gmock/gmock.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/training_runs.hpp"
#include "stress/form.hpp"
#include "stress/without_clock.hpp"

namespace codegrid {

struct Fault {
  const char* name;
  int error;     // 0: a write or read of half of what was asked
  bool goes_on;  // every later call that changes a file fails too
};

inline constexpr std::array kFaults{Fault{"NoSpace", ENOSPC, false},
                                    Fault{"BrokenDisk", EIO, false},
                                    Fault{"Forbidden", EACCES, false}, Fault{"Short", 0, false},
                                    Fault{"FullFromHereOn", ENOSPC, true}};

using Files = std::map<std::string, std::string>;

/// A small job of one of the programs, of whose system calls on files below runs/ each fails in
/// turn: see fault_shim.cpp. The default suite gives every call one of the faults, the brief form
/// every third, the long form every fault to every call; see also one_call_of().
class FaultyDisk : public TrainingRuns, public testing::WithParamInterface<std::size_t> {
 protected:
  FaultyDisk() {
    ::setenv("CODEGRID_FAULT_ROOT", (place.path() / "runs").c_str(), 1);
    place.write_images("images", 24);
    place.write_labels("labels", 24);
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"clustering", {{"k", 2}, {"n_init", 1}, {"normalize", "l2"}}},
                        {"pictures", {{"page", {1, 2}}, {"rows", 1}}}});
  }
  ~FaultyDisk() override {
    ::unsetenv("CODEGRID_FAULT_ROOT");
    calm();
  }

  static Fault fault() { return kFaults.at(GetParam()); }

  Outcome under_shim(const std::string& program, const std::vector<std::string>& arguments,
                     std::size_t call) const {
    const std::string kind = fault().error == 0 ? "short" : std::to_string(fault().error);
    ::setenv("LD_PRELOAD", CODEGRID_FAULT_SHIM, 1);
    ::setenv("CODEGRID_FAULT_CALL", std::to_string(call).c_str(), 1);
    ::setenv("CODEGRID_FAULT_KIND", kind.c_str(), 1);
    ::setenv("CODEGRID_FAULT_LAST", fault().goes_on ? "yes" : "no", 1);
    ::setenv("CODEGRID_FAULT_LOG", (place.path() / "calls").c_str(), 1);
    fs::remove(place.path() / "calls");
    Outcome outcome = place.run(program, arguments);
    calm();
    return outcome;
  }

  // The calls of the last program under the shim, a line each.
  std::vector<std::string> calls() const {
    std::istringstream lines(slurp(place.path() / "calls"));
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    return all;
  }

  // Of how many calls the short forms take one.
  virtual std::size_t one_call_of() const { return 1; }

  // Runs `check` with every call that this fault is for, of a program that makes `count`.
  void for_each_call(std::size_t count, const std::function<void(std::size_t)>& check) const {
    std::size_t tried = 0;
    const std::size_t thinned = kFaults.size() * one_call_of() * (form() == Form::kBrief ? 3 : 1);
    const std::size_t step = form() == Form::kLong ? 1 : thinned;
    const std::size_t first = form() == Form::kLong ? 1 : 1 + GetParam();
    for (std::size_t call = first; call <= count; call += step) {
      SCOPED_TRACE(fmt::format("{} at call {} of {}", fault().name, call, count));
      check(call);
      ++tried;
      if (HasFailure()) return;
    }
    fmt::print("{} of {} calls failed in turn ({})\n", tried, count, fault().name);
  }

  // It ended with the system's reason, or was done in spite of the fault: then it was not a call by
  // which something is written, but one that lays aside or removes what is old, closes what is
  // flushed, or reads a checkpoint that has an older one behind it; or a lock, in whose place a
  // file is made; or the link to the newest run, which is a convenience; or the removal of what was
  // tried out, which the next trial removes.
  void expect_right_exit(const Outcome& outcome, const std::string& program) const {
    const std::string failed = calls().at(fault_call_ - 1);
    if (outcome.code == 0) {
      if (fault().error != 0) {
        EXPECT_THAT(failed,
                    testing::ContainsRegex("^(close [0-9]+|read [0-9]+|(remove|rename) "
                                           ".*/checkpoints/.spare.tmp|open .*/checkpoints/epoch-.*|"
                                           "flock [0-9]+|open runs/job|symlink .*/.latest.link|"
                                           "rename .*/latest|unlink .*/.latest.link|"
                                           "(remove|unlink) .*/..trial.[0-9]+.part(/file)?)$"));
      }
      return;
    }
    ASSERT_THAT(outcome.code, testing::AnyOf(1, 2, 3)) << outcome.err;
    EXPECT_THAT(outcome.err, testing::HasSubstr(program + ": error: "));
    ASSERT_NE(fault().error, 0) << "a short read or write is no failure: " << outcome.err;
    EXPECT_THAT(outcome.err, testing::HasSubstr(std::strerror(fault().error)));
    // A file that cannot be read is wrong usage or bad data; what cannot be written is a failure.
    if (outcome.code != 1) {
      EXPECT_THAT(failed, testing::ContainsRegex("^(open|read) [^.]*[^/]*$"));
    }
  }

  // Every file below `folder` is the one of one of `states`, byte by byte; where a clock has a say,
  // it is JSON of the same keys, or rows of a log. Nothing half-written is left, but by a disk that
  // was full to the end.
  void expect_whole_files(const std::string& folder, const std::vector<Files>& states) const {
    for (const auto& [name, bytes] : files(folder)) {
      const std::string last = fs::path(name).filename().string();
      if (last.starts_with('.')) {
        const std::string failed = calls().at(fault_call_ - 1);
        const bool not_removed = failed.starts_with("remove ") && failed.ends_with(name);
        EXPECT_TRUE(fault().goes_on || not_removed) << name << " was left";
        continue;
      }
      std::vector<std::string> whole;
      for (const Files& state : states) {
        if (const auto found = state.find(name); found != state.end())
          whole.push_back(without_clock(last, found->second));
      }
      // A checkpoint that no finished run keeps is read by who resumes; the rest must be known.
      if (whole.empty() && name.find("checkpoints/") != name.npos) continue;
      EXPECT_THAT(whole, testing::Contains(without_clock(last, bytes))) << name;
    }
  }

  // A picture that could not be written costs no figure, and is named.
  void expect_only_named_pictures_missing(const Outcome& outcome, const Files& whole) const {
    bool missing = false;
    for (const auto& [name, bytes] : whole) {
      if (fs::exists(place.path() / "runs/job/0001/clusters" / name)) continue;
      missing = true;
      EXPECT_THAT(name, testing::EndsWith(".png"));
      EXPECT_THAT(outcome.err, testing::HasSubstr("warning: " + name + " is left out: "));
    }
    if (outcome.code == 0) {
      EXPECT_FALSE(missing);
    }
  }

  Files files(const std::string& folder) const {
    Files all;
    for (const std::string& name : place.below(folder)) {
      if (fs::is_regular_file(place.path() / folder / name))
        all[name] = slurp(place.path() / folder / name);
    }
    return all;
  }

  std::size_t fault_call_ = 1;

 private:
  static void calm() {
    for (const char* name : {"LD_PRELOAD", "CODEGRID_FAULT_CALL", "CODEGRID_FAULT_KIND",
                             "CODEGRID_FAULT_LAST", "CODEGRID_FAULT_LOG"})
      ::unsetenv(name);
  }
};

inline std::string name_of(const testing::TestParamInfo<std::size_t>& info) {
  return kFaults.at(info.param).name;
}

}  // namespace codegrid
