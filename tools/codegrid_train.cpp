#include "config/job_source.hpp"
#include "hand_over.hpp"
#include "program.hpp"
#include "train_request.hpp"

/// What users call: it answers questions and refuses wrong usage and configs at once, and leaves
/// the rest to the worker, whose stage is in train_work.cpp.
int main(int argc, char** argv) {
  TrainArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] {
        if (!arguments.init.empty()) {
          require_init_alone(arguments);
          hand_over("train", argv);
        }
        if (!codegrid::can_be_read_twice(arguments.config) || job_to_train(arguments))
          hand_over("train", argv);
      });
}
