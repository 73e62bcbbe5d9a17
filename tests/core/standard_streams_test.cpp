#include "core/standard_streams.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// What a process finds that begins without the streams whose bits `closed` has: 0, or the number of
// the first check that fails.
int look_without(unsigned closed, const std::string& file) {
  for (const int stream : {0, 1, 2}) {
    if ((closed >> stream & 1U) != 0) ::close(stream);
  }
  take_closed_standard_streams();
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (opened <= STDERR_FILENO) return 1;
  for (const int stream : {0, 1, 2}) {
    if ((closed >> stream & 1U) == 0) continue;
    char letter = 'x';
    if (::write(stream, &letter, 1) != -1 || errno != EBADF) return 2;
    if (::read(stream, &letter, 1) != -1 || errno != EBADF) return 3;
    if ((::fcntl(stream, F_GETFD) & FD_CLOEXEC) != 0) return 4;  // the next program has it too
  }
  return 0;
}

TEST(StandardStreams, ThatAreClosedAreNotTheNextFilesAndStayUnusable) {
  const TemporaryFolder folder;
  for (unsigned closed = 0; closed < 8; ++closed) {
    const std::string file = (folder.path() / std::to_string(closed)).string();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(look_without(closed, file));
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0) << "closed: " << closed;
    EXPECT_EQ(slurp(file), "");
  }
}

TEST(StandardStreams, ThatAreOpenStayWhatTheyAre) {
  const int before = ::fcntl(STDOUT_FILENO, F_GETFL);
  take_closed_standard_streams();
  EXPECT_EQ(::fcntl(STDOUT_FILENO, F_GETFL), before);
}

}  // namespace
}  // namespace codegrid
