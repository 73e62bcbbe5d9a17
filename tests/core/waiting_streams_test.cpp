#include "core/waiting_streams.hpp"

#include <gtest/gtest.h>
#include <limits.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

/// Puts a pipe in the place of a standard stream for the time of a test.
class Piped {
 public:
  explicit Piped(int stream) : stream_(stream), before_(::dup(stream)) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    const int own = stream == STDIN_FILENO ? 0 : 1;
    ::dup2(ends[own], stream);
    ::close(ends[own]);
    other_ = ends[1 - own];
  }
  ~Piped() {
    ::dup2(before_, stream_);
    ::close(before_);
    close_other();
  }
  int other() const { return other_; }
  void close_other() {
    if (other_ >= 0) ::close(other_);
    other_ = -1;
  }

 private:
  int stream_;
  int before_;
  int other_ = -1;
};

TEST(WaitingStreams, GiveWhatIsThereWithoutWaitingForMore) {
  Piped input(STDIN_FILENO);
  EXPECT_FALSE(more_comes_now());
  ASSERT_EQ(::write(input.other(), "a\nb", 3), 3);
  EXPECT_TRUE(more_comes_now());
  EXPECT_EQ(read_what_comes(), "a\nb");
  EXPECT_FALSE(more_comes_now());
  input.close_other();
  EXPECT_TRUE(more_comes_now());
  EXPECT_EQ(read_what_comes(), "");
}

TEST(WaitingStreams, WriteEveryLineHoweverLong) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += std::to_string(i) + "\n";
  lines += std::string(3 * PIPE_BUF, 'x') + "\nlast\n";
  std::string got;
  {
    Piped output(STDOUT_FILENO);
    std::thread reader([&] {
      std::string block(997, '\0');
      while (got.size() < lines.size()) {
        const ssize_t read = ::read(output.other(), block.data(), block.size());
        if (read <= 0) break;
        got.append(block.data(), static_cast<std::size_t>(read));
      }
    });
    write_lines(lines);
    reader.join();
  }
  EXPECT_EQ(got, lines);
}

TEST(WaitingStreams, SayWhenTheReaderHasGone) {
  std::signal(SIGPIPE, SIG_IGN);
  Piped output(STDOUT_FILENO);
  output.close_other();
  EXPECT_THROW(write_lines("a\n"), ReaderGone);
}

}  // namespace
}  // namespace codegrid
