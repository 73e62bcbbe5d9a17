#include "core/interrupt.hpp"

#include <atomic>
#include <csignal>

#include "core/error.hpp"

namespace codegrid {
namespace {

std::atomic<int> signal_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

}  // namespace

void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int signal) {
    int none = 0;
    if (signal_seen.compare_exchange_strong(none, signal)) return;
    ::signal(signal, SIG_DFL);  // the second one, of either kind, ends the process at once
    ::raise(signal);
  };
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int interrupted_by() { return signal_seen.load(); }

void stop_if_interrupted() {
  if (interrupted_by() == SIGINT) throw Error(ExitCode::kInterrupted, "stopped by SIGINT");
  if (interrupted_by() == SIGTERM) throw Error(ExitCode::kTerminated, "stopped by SIGTERM");
}

}  // namespace codegrid
