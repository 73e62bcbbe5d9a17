# While ctest starts: one test for each suite of a program of gtest's. The program itself is asked for them, so that none
# is left out, whatever was added to it.
#   program: its path
#   prefix: of the tests' names
cmake_minimum_required(VERSION 3.25)

if(NOT EXISTS "${program}")  # as gtest_discover_tests does: a failure, not fewer tests
  add_test(${prefix}NOT_BUILT "${program}")
  return()
endif()

# ask(OUT [ARGUMENT...]): the cases that the program lists.
function(ask out)
  execute_process(COMMAND ${program} --gtest_list_tests ${ARGN} TIMEOUT 60
    OUTPUT_VARIABLE said ERROR_VARIABLE complaint RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${program} --gtest_list_tests: found exit status ${status}, expected 0, after:\n${said}${complaint}")
  endif()
  set(${out} "${said}" PARENT_SCOPE)
endfunction()

set(suite "[A-Za-z0-9_/]+[.]")
set(list ${program}_cases.txt)
if("${program}" IS_NEWER_THAN "${list}")  # or there is no list yet
  ask(cases)
  file(WRITE ${list}.part "${cases}")
  file(STRINGS ${list}.part lines REGEX "^${suite}(  #|$)")
  # The suites that were found must be all that there are.
  list(TRANSFORM lines REPLACE "^(${suite}).*" "\\1*" OUTPUT_VARIABLE filters)
  list(JOIN filters ":" filter)
  ask(rest --gtest_filter=-${filter})
  if(NOT lines OR rest MATCHES "\n  ")
    message(FATAL_ERROR "${program} --gtest_list_tests: found cases in no suite, expected each below a line \"Suite.\":\n${rest}")
  endif()
  file(RENAME ${list}.part ${list})
endif()

file(STRINGS ${list} lines REGEX "^${suite}(  #|$)")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "[.].*" "" name "${line}")
  add_test(${prefix}${name} "${program}" --gtest_filter=${name}.*)
  set_tests_properties(${prefix}${name} PROPERTIES
    FAIL_REGULAR_EXPRESSION "\\[==========\\] 0 tests from"
    # Only where none of its cases ran, and none failed: ctest asks for this before it asks for the exit status.
    SKIP_REGULAR_EXPRESSION "\\[  PASSED  \\] 0 tests[.]\n\\[  SKIPPED \\] [^\n]*listed below:\n(\\[  SKIPPED \\] [^\n]*\n)+$")
endforeach()
