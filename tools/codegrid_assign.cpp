#include "assign_request.hpp"
#include "hand_over.hpp"
#include "program.hpp"

/// What users call: it refuses wrong usage at once, and leaves the rest to the worker, whose stage
/// is in assign_work.cpp.
int main(int argc, char** argv) {
  AssignArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] {
        request_to_assign(arguments);
        hand_over("assign", argv);
      });
}
