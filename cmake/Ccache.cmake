# ccache where it is present. Without this sloppiness it caches nothing that uses a precompiled header.
find_program(CODEGRID_CCACHE ccache)
mark_as_advanced(CODEGRID_CCACHE)
if(CODEGRID_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CODEGRID_CCACHE})
endif()
