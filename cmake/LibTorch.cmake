# codegrid_libtorch: the user's own LibTorch where CMAKE_PREFIX_PATH or Torch_DIR names one, else the wheel that
# scripts/setup.sh put under third_party/. The wheel gets imported targets of our own, because its TorchConfig.cmake stops
# where no CUDA toolkit is installed, and we need none: CUDA is loaded while running, by the device room.
# codegrid_fmt: the fmt that LibTorch's headers carry, or the system's, so that one version is included everywhere.

set(CODEGRID_LIBTORCH_ROOT ${PROJECT_SOURCE_DIR}/third_party/libtorch CACHE PATH
    "Where scripts/setup.sh put the torch wheel")
set(CODEGRID_LIBRARIES ${PROJECT_BINARY_DIR}/lib/codegrid)
find_package(OpenMP REQUIRED COMPONENTS CXX)
add_library(codegrid_libtorch INTERFACE)

set(own_torch FALSE)
set(asked_for ${Torch_DIR} $ENV{Torch_DIR})
if(asked_for OR CMAKE_PREFIX_PATH OR DEFINED ENV{CMAKE_PREFIX_PATH})
  find_package(Torch CONFIG QUIET NO_CMAKE_SYSTEM_PATH NO_SYSTEM_ENVIRONMENT_PATH)
  if(Torch_FOUND)
    set(own_torch TRUE)
  elseif(asked_for)
    message(FATAL_ERROR "No usable LibTorch at Torch_DIR=${asked_for}")
  endif()
endif()

if(own_torch)
  message(STATUS "LibTorch: your own, ${Torch_DIR}")
  target_link_libraries(codegrid_libtorch INTERFACE torch OpenMP::OpenMP_CXX)
  get_target_property(torch_includes torch INTERFACE_INCLUDE_DIRECTORIES)
  list(GET torch_includes 0 torch_include)
else()
  set(torch_home ${CODEGRID_LIBTORCH_ROOT}/torch)
  set(torch_include ${torch_home}/include)
  if(NOT EXISTS ${torch_home}/lib/libtorch_cpu.so)
    message(FATAL_ERROR
      "LibTorch is missing under ${CODEGRID_LIBTORCH_ROOT}.\n"
      "Run scripts/setup.sh, or name your own with -DCMAKE_PREFIX_PATH=/path/to/libtorch.")
  endif()
  message(STATUS "LibTorch: the wheel in ${CODEGRID_LIBTORCH_ROOT}")
  # The programs look for libraries in a folder of the build tree that is laid out as the installed one (Install.cmake).
  # It has no libgfortran, which the wheel carries but does not need: OpenCV's libraries would get it in place of the system's.
  file(GLOB torch_libraries ${torch_home}/lib/lib*.so ${torch_home}/lib/libgomp.so.1)
  list(FILTER torch_libraries EXCLUDE REGEX "libtorch_python|libshm")
  file(MAKE_DIRECTORY ${CODEGRID_LIBRARIES}/torch/lib)
  foreach(library IN LISTS torch_libraries)
    get_filename_component(name ${library} NAME)
    file(CREATE_LINK ${library} ${CODEGRID_LIBRARIES}/torch/lib/${name} SYMBOLIC)
  endforeach()
  file(CREATE_LINK ${CODEGRID_LIBTORCH_ROOT}/nvidia ${CODEGRID_LIBRARIES}/nvidia SYMBOLIC)
  foreach(part c10 torch_cpu)
    add_library(codegrid_${part} SHARED IMPORTED)
    set_target_properties(codegrid_${part} PROPERTIES
      IMPORTED_LOCATION ${CODEGRID_LIBRARIES}/torch/lib/lib${part}.so)
  endforeach()
  target_include_directories(codegrid_libtorch SYSTEM INTERFACE
    ${torch_include} ${torch_include}/torch/csrc/api/include)
  # The wheel's own OpenMP runtime: one of them in a program, and the one that LibTorch was tested with.
  target_link_libraries(codegrid_libtorch INTERFACE
    codegrid_torch_cpu codegrid_c10 ${CODEGRID_LIBRARIES}/torch/lib/libgomp.so.1)
  target_link_options(codegrid_libtorch INTERFACE
    -Wl,-rpath-link,${CODEGRID_LIBTORCH_ROOT}/nvidia/cu13/lib)
endif()
# RPATH, not RUNPATH: it comes before LD_LIBRARY_PATH, in which conda or ROS may have another LibTorch or libgomp.
target_link_options(codegrid_libtorch INTERFACE -Wl,--disable-new-dtags)
# at::parallel_for is serial in files that are compiled without OpenMP.
target_compile_options(codegrid_libtorch INTERFACE ${OpenMP_CXX_FLAGS})
target_compile_definitions(codegrid_libtorch INTERFACE FMT_HEADER_ONLY=1)

add_library(codegrid_fmt INTERFACE)
target_compile_definitions(codegrid_fmt INTERFACE FMT_HEADER_ONLY=1)
if(EXISTS ${torch_include}/fmt/format.h)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/fmt)
  file(CREATE_LINK ${torch_include}/fmt ${PROJECT_BINARY_DIR}/fmt/fmt SYMBOLIC)
  target_include_directories(codegrid_fmt SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/fmt)
else()
  find_package(fmt REQUIRED)
  target_link_libraries(codegrid_fmt INTERFACE fmt::fmt-header-only)
endif()
