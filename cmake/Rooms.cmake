# A room is one folder under src/ and one static library. What it may use is said once, in its CMakeLists.txt: the
# dependency rule of the README's source map. Its link line and a test of its includes (tests/rules) enforce it.

add_library(codegrid_settings INTERFACE)
target_compile_features(codegrid_settings INTERFACE cxx_std_20)
target_compile_options(codegrid_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
  # Vectors wider than the oldest processor's are only handed to functions that are inlined.
  -Wno-psabi
  # GCC 12 sees overlaps in std::string's operator+ that are not there (PR 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${CODEGRID_WARNINGS_AS_ERRORS}>:-Werror>)
if(CODEGRID_SANITIZE)
  target_compile_options(codegrid_settings INTERFACE
    -fsanitize=${CODEGRID_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # GCC: "false positives with -fsanitize" (its manual); the release build keeps the warning
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(codegrid_settings INTERFACE -fsanitize=${CODEGRID_SANITIZE})
endif()

if(CODEGRID_FUZZ)
  target_compile_options(codegrid_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Precompiles torch's headers once; every target that includes torch reuses the result.
function(codegrid_use_torch target)
  target_link_libraries(${target} PUBLIC codegrid_libtorch)
  if(CODEGRID_PCH)
    # GCC takes a precompiled header only where the code is meant for the same place: -fPIC, not an executable's -fPIE.
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${target} PRIVATE -fPIC)
    endif()
    if(NOT TARGET codegrid_torch_pch)
      if(NOT EXISTS ${PROJECT_BINARY_DIR}/torch_pch.cpp)  # written again, all would be compiled again
        file(WRITE ${PROJECT_BINARY_DIR}/torch_pch.cpp "")
      endif()
      add_library(codegrid_torch_pch OBJECT ${PROJECT_BINARY_DIR}/torch_pch.cpp)
      target_link_libraries(codegrid_torch_pch PRIVATE codegrid_settings codegrid_libtorch)
      target_precompile_headers(codegrid_torch_pch PRIVATE <torch/torch.h> <torch/script.h>)
    endif()
    target_precompile_headers(${target} REUSE_FROM codegrid_torch_pch)
  endif()
endfunction()

# codegrid_kernels(SOURCE...): those named *_avx2.cpp and *_avx512.cpp are compiled for that instruction set, on
# processors that may have it; elsewhere they are compiled as the plain ones, and never chosen (tensor/dispatch.hpp).
# Each of them is compiled alone and without torch's headers, so that no inline function of somebody else is compiled
# for a processor that the program may not run on: the linker keeps one copy of each, whichever it meets first
# (tests/rules checks it).
function(codegrid_kernels)
  set(flags_plain "")
  set(flags_avx2 "")
  set(flags_avx512 "")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    set(flags_avx2 -mavx2 -mfma)
    set(flags_avx512 -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma)
    # From 13 on, GCC avoids fused products in some sums and not in others of the same source: a loss would differ by
    # whether its gradient is taken.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      list(APPEND flags_avx2 --param=avoid-fma-max-bits=0)
      list(APPEND flags_avx512 --param=avoid-fma-max-bits=0)
    endif()
  endif()
  foreach(source IN LISTS ARGN)
    if(source MATCHES "_(plain|avx2|avx512)\\.cpp$")
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON
        COMPILE_OPTIONS "${flags_${CMAKE_MATCH_1}}")
    endif()
  endforeach()
endfunction()

# codegrid_room(NAME [TORCH] [USES ROOM...] [LIBRARIES TARGET...]): LIBRARIES stay private to the room.
function(codegrid_room name)
  cmake_parse_arguments(ROOM "TORCH" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.hpp)
  add_library(codegrid_${name} STATIC ${sources})
  set_property(GLOBAL APPEND PROPERTY CODEGRID_ROOMS ${name})
  codegrid_kernels(${sources})
  target_include_directories(codegrid_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  # Torch comes first: a program must load it before what OpenCV brings (see cmake/OpenCVParts.cmake).
  if(ROOM_TORCH)
    codegrid_use_torch(codegrid_${name})
  endif()
  target_link_libraries(codegrid_${name} PRIVATE codegrid_settings)
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(codegrid_${name} PUBLIC codegrid_${used})
  endforeach()
  target_link_libraries(codegrid_${name} PRIVATE ${ROOM_LIBRARIES})
endfunction()
