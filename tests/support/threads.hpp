#pragma once

#include <ATen/Parallel.h>

namespace codegrid {

/// LibTorch computes with so many threads while this lives, and then with as many as before.
class ThreadsFor {
 public:
  explicit ThreadsFor(int threads) { at::set_num_threads(threads); }
  ~ThreadsFor() { at::set_num_threads(before_); }
  ThreadsFor(const ThreadsFor&) = delete;
  ThreadsFor& operator=(const ThreadsFor&) = delete;

 private:
  int before_ = at::get_num_threads();
};

}  // namespace codegrid
