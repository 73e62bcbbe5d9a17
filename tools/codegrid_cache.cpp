#include "cache_request.hpp"
#include "program.hpp"

/// What users call to see and to clear what is kept of decoded pictures.
int main(int argc, char** argv) {
  CacheArguments arguments;
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); }, [&] { answer(arguments); });
}
