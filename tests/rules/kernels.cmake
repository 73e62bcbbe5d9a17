# Kernels are compiled for processors that the program may not run on. So their objects may define one thing that
# others can be linked to, their table: a constant codegrid::k..., no function, and above all no inline function of a
# header, of which the linker keeps one copy for the whole program, whichever it meets first.
#   NM: the tool; OBJECTS: the objects' paths, with | between them.
cmake_minimum_required(VERSION 3.25)
string(REPLACE "|" ";" OBJECTS "${OBJECTS}")
if(NOT OBJECTS)
  message(FATAL_ERROR "No kernels at all: where are their objects?")
endif()
set(problems 0)
foreach(object IN LISTS OBJECTS)
  execute_process(COMMAND ${NM} --extern-only --defined-only --demangle ${object}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "[^\n]*__odr_asan[^\n]*\n" "" symbols "${symbols}")  # the address sanitizer's
  string(REGEX MATCHALL "[A-Za-z] [^\n]+" symbols "${symbols}")
  set(tables 0)
  foreach(symbol IN LISTS symbols)
    if(symbol MATCHES "^[DRS] codegrid::k[A-Za-z0-9]+$")
      math(EXPR tables "${tables} + 1")
    else()
      math(EXPR problems "${problems} + 1")
      message("${object}: found ${symbol}, expected nothing but its table of kernels; move it into an anonymous "
        "namespace, or do without it")
    endif()
  endforeach()
  if(NOT tables EQUAL 1)
    math(EXPR problems "${problems} + 1")
    message("${object}: found ${tables} tables of kernels, expected one, a constant codegrid::k...")
  endif()
endforeach()
if(problems)
  message(FATAL_ERROR "Kernels that leave something behind: ${problems} problem(s)")
endif()
