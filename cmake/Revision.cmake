# Run at every build: writes OUT, the git revision of SOURCE as a C++ file, and touches it only when it changes.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(revision "unknown")
endif()
set(content "#include \"config/version.hpp\"

namespace codegrid {
std::string git_revision() { return \"${revision}\"; }
}  // namespace codegrid
")
set(before "")
if(EXISTS ${OUT})
  file(READ ${OUT} before)
endif()
if(NOT content STREQUAL before)
  file(WRITE ${OUT} "${content}")
endif()
