# Which tests suites.cmake makes of what a program lists.
if(DEFINED program)  # called by itself, below: says them in place of ctest
  function(add_test name)
    list(JOIN ARGN " " command)
    message("${name}: ${command}")
  endfunction()
  function(set_tests_properties)
  endfunction()
  set(prefix room.)
  include(${CMAKE_CURRENT_LIST_DIR}/../suites.cmake)
  return()
endif()

include(${CMAKE_CURRENT_LIST_DIR}/expect.cmake)
set(made ${FOLDER}/program)

# A program that lists `cases`, and `rest` where all suites that were found are filtered out.
function(write_program cases rest)
  write_tree(cases "${cases}" rest "${rest}" program
    "#!/bin/sh\nif [ $# = 1 ]\nthen cat '${FOLDER}/cases'\nelse echo \"$2\" >'${FOLDER}/filter'\ncat '${FOLDER}/rest'\nfi")
  file(CHMOD ${made} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endfunction()

# What comes of it matches the expression, and it fails where that is about a problem.
function(expect_suites expression)
  execute_process(COMMAND ${CMAKE_COMMAND} -Dprogram=${made} -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    ERROR_VARIABLE said RESULT_VARIABLE failed)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")  # errors are broken into lines
  string(REPLACE "${made}" "PROGRAM" said "${said}")
  if(NOT said MATCHES "^${expression}$")
    message(FATAL_ERROR "Found:\n${said}\nExpected:\n${expression}")
  elseif(failed AND NOT said MATCHES "expected" OR said MATCHES "expected" AND NOT failed)
    message(FATAL_ERROR "Found exit status ${failed} after:\n${said}")
  endif()
endfunction()

set(begin "Running main() from gtest_main.cc")
set(cases "${begin}\nPlain.\n  One\n  Two\nEvery/Value.\n  One/0  # GetParam() = [1, 2]\nTyped/0.  # TypeParam = int\n  One")
set(tests "room.Plain: PROGRAM --gtest_filter=Plain[.][*] "
  "room.Every/Value: PROGRAM --gtest_filter=Every/Value[.][*] "
  "room.Typed/0: PROGRAM --gtest_filter=Typed/0[.][*] ")
list(JOIN tests "" tests)
write_program("${cases}" "${begin}")
expect_suites("${tests}")
file(STRINGS ${FOLDER}/filter filter)
if(NOT filter STREQUAL "--gtest_filter=-Plain.*:Every/Value.*:Typed/0.*")
  message(FATAL_ERROR "Found ${filter}")
endif()

# A program that was built again is asked again, and its new suite is not forgotten.
file(APPEND ${FOLDER}/cases "New.\n  One\n")
file(TOUCH ${made})
expect_suites("${tests}room.New: PROGRAM --gtest_filter=New[.][*] ")

# Cases that are in no suite that was found; none at all; a program that fails, and one that is not there.
write_program("${cases}" "${begin}\nOdd-one.\n  One")
expect_suites(".*PROGRAM --gtest_list_tests: found cases in no suite, expected each below a line \"Suite[.]\": .*Odd-one[.] One.*")
write_program("${begin}" "${begin}")
expect_suites(".*found cases in no suite.*")
write_tree(program "#!/bin/sh\necho no library\nexit 127")
file(CHMOD ${made} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
expect_suites(".*PROGRAM --gtest_list_tests: found exit status 127, expected 0, after: no library .*")
write_tree(other "")
expect_suites("room.NOT_BUILT: PROGRAM ")
