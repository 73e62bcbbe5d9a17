#include "cluster_request.hpp"
#include "config/job_source.hpp"
#include "hand_over.hpp"
#include "program.hpp"

/// What users call: it answers questions and refuses wrong usage and configs at once, and leaves
/// the rest to the worker, whose stage is in cluster_work.cpp.
int main(int argc, char** argv) {
  ClusterArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] {
        if (!codegrid::can_be_read_twice(arguments.config) || request_to_cluster(arguments))
          hand_over("cluster", argv);
      });
}
