#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <thread>

#include "cli/run.hpp"
#include "core/stopwatch.hpp"
#include "stress/form.hpp"

namespace codegrid {
namespace {

using testing::AnyOf;

// A job of so many images of noise, with as many labels as there are.
class Stop : public Cli {
 protected:
  void train(std::uint32_t images) {
    std::mt19937 random(1);
    std::string pixels(images * std::size_t{36}, '\0');
    for (char& pixel : pixels) pixel = static_cast<char>(random() % 256);
    std::string labels(images, '\0');
    for (char& label : labels) label = static_cast<char>(random() % 256);
    place.write("images", idx_bytes({images, 6, 6}, pixels));
    place.write("labels", idx_bytes({images}, labels));
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"model", {{"code", 36}}},
                        {"training", {{"epochs", 1}, {"batch_size", 1000}}},
                        {"pictures", {{"page", {10, 10}}}}});
    ASSERT_EQ(place.train({"job.json"}).code, 0);
  }

  // Ends clusterings at random moments between their start and their end. Returns the seconds from
  // the signal to the end, at most.
  double longest_end(const std::vector<std::string>& settings, int times) {
    std::vector<std::string> arguments{"--encoder", "runs/job/0001/encoder.pt", "--config",
                                       "job.json", "--out"};
    const auto with_out = [&](const std::string& out) {
      std::vector<std::string> all = arguments;
      all.push_back(out);
      for (const std::string& setting : settings) all.insert(all.end(), {"--set", setting});
      return all;
    };
    const Stopwatch watch;
    const Outcome whole = place.cluster(with_out("whole"));
    EXPECT_EQ(whole.code, 0) << whole.err;
    const double all = watch.seconds();
    std::mt19937 random(2);
    double longest = 0;
    for (int i = 0; i < times; ++i) {
      const pid_t child = place.start("codegrid-cluster", with_out("stopped"));
      const double moment = all * (i + std::uniform_real_distribution(0.0, 1.0)(random)) / times;
      std::this_thread::sleep_for(std::chrono::duration<double>(moment));
      const Stopwatch since;
      ::kill(child, SIGTERM);
      const Outcome outcome = place.wait(child);
      longest = std::max(longest, since.seconds());
      fmt::print("{:.1f} s after the start: ended with {} in {:.2f} s\n", moment, outcome.code,
                 since.seconds());
      // -SIGTERM: before it listens for signals. 0: it was done.
      EXPECT_THAT(outcome.code, AnyOf(143, -SIGTERM, 0)) << outcome.err;
      EXPECT_EQ(fs::exists(place.path() / "stopped"), outcome.code == 0);
      for (const auto& entry : fs::directory_iterator(place.path()))
        EXPECT_NE(entry.path().filename().string().substr(0, 8), ".stopped");
      fs::remove_all(place.path() / "stopped");
    }
    fmt::print("{} ends by SIGTERM of a clustering of {:.1f} s, the longest after {:.2f} s\n",
               times, all, longest);
    return longest;
  }

  static constexpr double kPromised = 5;  // seconds
};

TEST_F(Stop, AtRandomMomentsOfKMeansTakesFiveSecondsAtMost) {
  const bool many = form() == Form::kLong;
  train(many ? 60'000 : 1000);
  const std::vector<std::string> settings{many ? "clustering.k=2000" : "clustering.k=30",
                                          "clustering.n_init=1"};
  EXPECT_LE(longest_end(settings, many ? 20 : 3), kPromised);
}

TEST_F(Stop, AtRandomMomentsOfTheGraphTakesFiveSecondsAtMost) {
  const bool many = form() == Form::kLong;
  train(many ? 60'000 : 1000);
  const std::vector<std::string> settings{
      "clustering.method=graph", many ? "clustering.k=2000" : "clustering.k=30",
      many ? "clustering.neighbors=400" : "clustering.neighbors=20"};
  EXPECT_LE(longest_end(settings, many ? 20 : 3), kPromised);
}

}  // namespace
}  // namespace codegrid
