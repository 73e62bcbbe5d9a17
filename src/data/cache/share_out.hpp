#pragma once

#include <cstdint>
#include <functional>

namespace codegrid {

/// Does work(i, worker) for each i in [0, count), at once on all threads of LibTorch's pool, where
/// each takes the next i that nobody has taken: so they all end at about the same time, however
/// long each i takes. Two calls at the same time have different `worker`s, in [0, workers()). Ten
/// times a second, between two of its own, the calling thread calls look(done). What either throws
/// ends it: nothing more is begun, and the first exception is thrown here.
void share_out(std::int64_t count,
               const std::function<void(std::int64_t i, std::int64_t worker)>& work,
               const std::function<void(std::int64_t done)>& look);

/// How many threads share_out uses.
std::int64_t workers();

}  // namespace codegrid
