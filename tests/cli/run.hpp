#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/fixtures.hpp"

namespace codegrid {

namespace fs = std::filesystem;

struct Outcome {
  int code;  ///< The exit code, or minus the signal that ended it.
  std::string out;
  std::string err;
};

/// A working folder with tiny data and configs, in which the built programs run.
class Workplace {
 public:
  Workplace() {
    write_images("images", 60);
    write_labels("labels", 60);
    write_config("job.json", {{"train_labels", "labels"}});
  }

  const fs::path& path() const { return folder_.path(); }
  fs::path write(const std::string& name, std::string_view bytes) const {
    return folder_.write(name, bytes);
  }
  nlohmann::json json(const std::string& name) const {
    return nlohmann::json::parse(slurp(path() / name));
  }

  /// `count` images of 6x6: a bright bar at a place of its own on noise that differs from image to
  /// image.
  void write_images(const std::string& name, std::uint32_t count) const {
    std::string pixels;
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::uint32_t p = 0; p < 36; ++p) {
        pixels += static_cast<char>(p / 6 == i % 3 * 2 ? 255 : (i * 37 + p * 11) % 60);
      }
    }
    write(name, idx_bytes({count, 6, 6}, pixels));
  }
  void write_labels(const std::string& name, std::uint32_t count) const {
    std::string labels;
    for (std::uint32_t i = 0; i < count; ++i) labels += static_cast<char>(i % 3);
    write(name, idx_bytes({count}, labels));
  }
  /// A job of two epochs on "images"; `data` adds to its data section.
  void write_config(const std::string& name, const nlohmann::json& data,
                    const nlohmann::json& more = {}) const {
    nlohmann::json job{{"device", "cpu"},
                       {"data", {{"dataset", "idx"}, {"root", "."}, {"train_images", "images"}}},
                       {"model", {{"code", 4}}},
                       {"training", {{"epochs", 2}, {"batch_size", 16}}},
                       {"clustering", {{"k", 3}}},
                       {"pictures", {{"page", {2, 3}}}}};
    if (!data.is_null()) job["data"].update(data);
    if (!more.is_null()) job.merge_patch(more);
    write(name, job.dump(1));
  }

  Outcome train(std::vector<std::string> arguments) const {
    return run("codegrid-train", std::move(arguments));
  }
  Outcome cluster(std::vector<std::string> arguments) const {
    return run("codegrid-cluster", std::move(arguments));
  }

  Outcome assign(std::vector<std::string> arguments) const {
    return run("codegrid-assign", std::move(arguments));
  }

  /// What `command` says in a shell, in which the programs are found by their names.
  Outcome shell(const std::string& command) const {
    return run("/bin/bash", {"-c", "PATH=" CODEGRID_BIN_DIR ":$PATH; " + command});
  }

  /// `program` by its name, or by the path of another place. Files of it and its children cannot
  /// grow past `bytes`: as good as a full disk.
  Outcome run(const std::string& program, std::vector<std::string> arguments,
              rlim_t bytes = RLIM_INFINITY) const {
    return wait(start(program, std::move(arguments), bytes));
  }

  /// The same, without waiting for its end: one at a time may be under way beside it.
  pid_t start(const std::string& program, std::vector<std::string> arguments,
              rlim_t bytes = RLIM_INFINITY) const {
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGHUP, SIG_DFL);  // whatever it is to the tests, which may run under nohup
      const fs::path out = path() / fmt::format(".out{}", ::getpid());
      const fs::path err = path() / fmt::format(".err{}", ::getpid());
      const fs::path file = CODEGRID_BIN_DIR / fs::path(program);
      std::vector<char*> argv{const_cast<char*>(file.c_str())};
      for (std::string& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
      ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
      if (obeys_modes_) give_up_privileges();
      const rlimit limit{bytes, bytes};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      if (::chdir(path().c_str()) == 0) ::execv(file.c_str(), argv.data());
      ::_exit(127);
    }
    return child;
  }

  /// From here on the programs may read and write what the modes of files allow, as they may
  /// anyway where the tests are not root's. Whether that is so.
  bool obey_modes() {
    obeys_modes_ = true;
    fs::permissions(write(".locked", ""), fs::perms::none);
    return run("/bin/cat", {".locked"}).code != 0;
  }

  /// Waits until `happened`, or until `child` has ended, which is a test failure.
  void wait_until(pid_t child, const std::function<bool()>& happened) const {
    while (!happened()) {
      siginfo_t ended{};
      ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (ended.si_pid == child) {
        ADD_FAILURE() << "the program ended before what was waited for";
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  /// Waits until `child` has taken every signal that was sent to it: the next is one of its own.
  void wait_until_taken(pid_t child) const {
    wait_until(child, [&] {
      return slurp(fmt::format("/proc/{}/status", child)).find("\nShdPnd:\t0000000000000000\n") !=
             std::string::npos;
    });
  }

  /// What `child`, which start() gave, has written to standard error so far.
  std::string said_by(pid_t child) const { return slurp(path() / fmt::format(".err{}", child)); }

  /// Waits for `child` to end.
  Outcome wait(pid_t child) const {
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
            slurp(path() / fmt::format(".out{}", child)), said_by(child)};
  }

  /// Every file and folder below `name`, but what links hide; empty if it does not exist.
  std::vector<std::string> below(const std::string& name) const {
    std::vector<std::string> found;
    if (!fs::exists(path() / name)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(path() / name)) {
      found.push_back(entry.path().lexically_relative(path() / name).string());
    }
    return found;
  }

 private:
  // Those of root that reach past the modes; what is started next does not get them back.
  static void give_up_privileges() {
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
  }

  TemporaryFolder folder_;
  bool obeys_modes_ = false;
};

/// A test that has a workplace of its own.
class Cli : public testing::Test {
 protected:
  Workplace place;

  void expect_failure(const Outcome& outcome, int code, const std::string& message) {
    EXPECT_EQ(outcome.code, code);
    EXPECT_EQ(outcome.err, message);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(place.below("runs").empty()) << "something was left in runs/";
  }
};

// With a run of job.json.
class TrainedCli : public Cli {
 protected:
  void SetUp() override { ASSERT_EQ(place.train({"job.json"}).code, 0); }
};

}  // namespace codegrid
