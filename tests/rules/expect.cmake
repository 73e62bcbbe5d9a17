# For the tests of the rules' own scripts: they run on small trees that are written on the spot.
#   FOLDER: a place for them.
cmake_minimum_required(VERSION 3.25)

# write_tree(PATH CONTENT ...): a new tree under FOLDER, one file after the other; contents without semicolons.
function(write_tree)
  file(REMOVE_RECURSE ${FOLDER})
  while(ARGN)
    list(POP_FRONT ARGN path content)
    file(WRITE ${FOLDER}/${path} "${content}\n")
  endwhile()
endfunction()

# expect(SCRIPT [-DKEY=VALUE...] SAYS [LINE...]): SCRIPT.cmake on FOLDER says exactly these lines and fails, or nothing
# at all and passes.
function(expect script)
  cmake_parse_arguments(PARSE_ARGV 1 "" "" "" SAYS)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${FOLDER} ${_UNPARSED_ARGUMENTS}
      -P ${CMAKE_CURRENT_LIST_DIR}/${script}.cmake
    ERROR_VARIABLE said RESULT_VARIABLE failed)
  string(REGEX REPLACE "CMake Error at .*" "" said "${said}")  # the count at its end
  list(JOIN _SAYS "\n" expected)
  if(_SAYS)
    string(APPEND expected "\n")
  endif()
  if(NOT said STREQUAL expected)
    message(FATAL_ERROR "Found:\n${said}\nExpected:\n${expected}")
  elseif((_SAYS AND NOT failed) OR (failed AND NOT _SAYS))
    message(FATAL_ERROR "Found exit status ${failed} after:\n${said}")
  endif()
endfunction()
