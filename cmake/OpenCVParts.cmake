# codegrid_opencv: the three parts of OpenCV that draw and write pictures, by library and header, because Debian's -dev
# packages of single parts carry no CMake config.
# It pulls in libblas.so.3, on a bare system the slow reference one, through GDAL. A program that loads it before LibTorch
# runs LibTorch's matrix products on it, some fifteen times slower: link LibTorch first (tests/view checks it).
find_path(CODEGRID_OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4)
add_library(codegrid_opencv INTERFACE)
foreach(part core imgproc imgcodecs)
  find_library(CODEGRID_OPENCV_${part} opencv_${part})
  if(NOT CODEGRID_OPENCV_${part} OR NOT CODEGRID_OPENCV_INCLUDE)
    message(FATAL_ERROR "OpenCV's ${part} is missing: run scripts/setup.sh, or install libopencv-${part}-dev.")
  endif()
  target_link_libraries(codegrid_opencv INTERFACE ${CODEGRID_OPENCV_${part}})
  mark_as_advanced(CODEGRID_OPENCV_${part})
endforeach()
target_include_directories(codegrid_opencv SYSTEM INTERFACE ${CODEGRID_OPENCV_INCLUDE})
mark_as_advanced(CODEGRID_OPENCV_INCLUDE)
