#include "core/interrupt.hpp"

#include <atomic>
#include <csignal>

#include "core/lock_file.hpp"

namespace codegrid {
namespace {

std::atomic<int> signal_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

}  // namespace

void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int signal) {
    int none = 0;
    if (signal_seen.compare_exchange_strong(none, signal) || signal == SIGHUP) return;
    remove_lock_files();
    ::signal(signal, SIG_DFL);  // the second one, of either kind, ends the process at once
    ::raise(signal);
  };
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

int interrupted_by() { return signal_seen.load(); }

Error interruption(const std::string& rest) {
  switch (interrupted_by()) {
    case SIGHUP:
      return {ExitCode::kHungUp, "stopped by SIGHUP" + rest};
    case SIGINT:
      return {ExitCode::kInterrupted, "stopped by SIGINT" + rest};
    default:
      return {ExitCode::kTerminated, "stopped by SIGTERM" + rest};
  }
}

void stop_if_interrupted() {
  if (interrupted_by() != 0) throw interruption();
}

}  // namespace codegrid
