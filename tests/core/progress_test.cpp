#include "core/progress.hpp"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <functional>

#include "core/descriptor.hpp"
#include "core/stopwatch.hpp"
#include "core/warning.hpp"

namespace codegrid {
namespace {

// What a terminal, `columns` wide, is sent while `work` reports its progress to it.
std::string shown_on_terminal(unsigned short columns, const std::function<void(Progress&)>& work) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = columns;
  int screen_side = -1;
  int program_side = -1;
  if (::openpty(&screen_side, &program_side, nullptr, nullptr, &size) != 0) return "no terminal";
  const Descriptor screen(screen_side);
  std::FILE* stream = ::fdopen(program_side, "w");
  {
    Progress progress(stream);
    EXPECT_TRUE(progress.on_terminal());
    work(progress);
  }
  std::fputs("|", stream);  // the system hands on what was written piece by piece
  std::fflush(stream);
  std::string text;
  for (char letter = 0; ::read(screen.get(), &letter, 1) == 1 && letter != '|';) text += letter;
  std::fclose(stream);
  return text;
}

constexpr auto kClear = "\r\x1b[K";

TEST(Progress, AWarningTakesTheLinesPlace) {
  const std::string shown = shown_on_terminal(80, [](Progress& progress) {
    EXPECT_EQ(Progress::shown(), nullptr);
    progress.update("50 %");
    EXPECT_EQ(Progress::shown(), &progress);
    warn_once("a warning in a line's place", "no locks");
    EXPECT_EQ(Progress::shown(), nullptr);
  });
  EXPECT_EQ(shown, std::string(kClear) + "50 %" + kClear + "warning: no locks\r\n");
}

TEST(Progress, RewritesOneLineOfATerminalAndRemovesItAtTheEnd) {
  EXPECT_EQ(shown_on_terminal(80, [](Progress& progress) { progress.update("half way"); }),
            std::string(kClear) + "half way" + kClear);
}

TEST(Progress, CutsALineToTheTerminalsWidth) {
  EXPECT_EQ(shown_on_terminal(5, [](Progress& progress) { progress.update("half way"); }),
            std::string(kClear) + "half" + kClear);
}

TEST(Progress, ShowsNoMoreThanTenLinesPerSecond) {
  double seconds = 0;
  const std::string shown = shown_on_terminal(80, [&](Progress& progress) {
    const Stopwatch watch;
    for (int i = 0; i < 100; ++i) progress.update("step");
    seconds = watch.seconds();
  });
  std::size_t lines = 0;
  for (auto at = shown.find("step"); at != std::string::npos; at = shown.find("step", at + 1))
    ++lines;
  EXPECT_GE(lines, 1U);
  EXPECT_LE(static_cast<double>(lines), 1 + 10 * seconds);
}

TEST(Progress, RemovesItsLineBeforeOneThatStays) {
  EXPECT_EQ(shown_on_terminal(80,
                              [](Progress& progress) {
                                progress.update("half way");
                                progress.say("epoch 1");
                              }),
            std::string(kClear) + "half way" + kClear + "epoch 1\r\n");
}

TEST(ReadableSeconds, RoundsToTheSecondAndThenToTheUnit) {
  EXPECT_EQ(readable_seconds(59.4), "59 s");
  EXPECT_EQ(readable_seconds(59.6), "1 min 00 s");
  EXPECT_EQ(readable_seconds(3599), "59 min 59 s");
  EXPECT_EQ(readable_seconds(3600), "1 h 00 min");
  EXPECT_EQ(readable_seconds(100 * 3600), "100 h 00 min");
}

}  // namespace
}  // namespace codegrid
