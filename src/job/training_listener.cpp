#include "job/training_listener.hpp"

#include <memory>

#include "core/interrupt.hpp"
#include "core/stopwatch.hpp"

namespace codegrid {

TrainingListener listen_in_run(EpochLog& log, Checkpoints& checkpoints, double minutes) {
  auto last = std::make_shared<Stopwatch>();
  return {[&log, last, minutes](std::int64_t epoch, std::int64_t seen) {
            log.show(epoch, seen);
            if (interrupted_by() != 0) return BatchAction::kStop;
            return last->seconds() < 60 * minutes ? BatchAction::kContinue
                                                  : BatchAction::kCheckpoint;
          },
          [&log](const EpochRecord& record) { log.add(record); },
          [&log, &checkpoints, last](const TrainingState& state) {
            log.flush_rows();
            checkpoints.write(state);
            *last = Stopwatch();
          },
          [] { return interrupted_by() != 0; }};
}

}  // namespace codegrid
