#include "data/cache/share_out.hpp"

#include <ATen/Parallel.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace codegrid {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLookEvery = std::chrono::milliseconds(100);

// The first exception of several threads; the others are told to stop by it.
class FirstError {
 public:
  bool is_set() const { return set_.load(std::memory_order_relaxed); }
  void keep_current() {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = std::current_exception();
    set_ = true;
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<bool> set_{false};
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

std::int64_t workers() { return at::get_num_threads(); }

void share_out(std::int64_t count,
               const std::function<void(std::int64_t i, std::int64_t worker)>& work,
               const std::function<void(std::int64_t done)>& look) {
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> done{0};
  FirstError error;
  const std::thread::id caller = std::this_thread::get_id();
  const auto take_turns = [&](std::int64_t worker) {
    const bool looks = std::this_thread::get_id() == caller;
    auto looked = Clock::now();
    for (std::int64_t i = next++; i < count && !error.is_set(); i = next++) {
      work(i, worker);
      ++done;
      if (!looks || Clock::now() - looked < kLookEvery) continue;
      look(done);
      looked = Clock::now();
    }
  };
  at::parallel_for(0, workers(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t worker = begin; worker < end; ++worker) {
      try {
        take_turns(worker);
      } catch (...) {
        error.keep_current();
      }
    }
  });
  error.rethrow();
}

}  // namespace codegrid
