# cmake --install: a prefix that needs neither this tree nor its place, only the distribution's libraries (OpenCV, libzip,
# zlib, libcrypto). The programs find each other, and LibTorch, by ways relative to themselves.
#   bin/  libexec/codegrid/   the programs, and the worker behind them
#   lib/codegrid/             LibTorch's libraries, laid out as in PyPI's wheels, whose own RPATHs then hold
#   share/codegrid/           configs with their schema, MNIST, the shipped encoder: as they lie to each other here
#   share/doc/codegrid/       README, docs, licences
# The GPU's libraries (3 GB) are left out unless asked for: cmake --install ... --component cuda

set(worker_to_torch $ORIGIN/../../lib/codegrid/torch/lib)
if(own_torch)  # stays where it is
  set_target_properties(codegrid-worker PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
else()
  set_target_properties(codegrid-worker PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH ${worker_to_torch})
endif()

list(TRANSFORM programs PREPEND codegrid- OUTPUT_VARIABLE fronts)
install(TARGETS codegrid-train codegrid-cluster codegrid-assign codegrid-cache RUNTIME DESTINATION bin)
install(TARGETS codegrid-worker RUNTIME DESTINATION libexec/codegrid)

install(DIRECTORY configs DESTINATION share/codegrid)
install(DIRECTORY models DESTINATION share/codegrid)
install(DIRECTORY data/mnist DESTINATION share/codegrid/data)
install(FILES README.md CHANGELOG.md LICENSE THIRD_PARTY.md DESTINATION share/doc/codegrid)
install(DIRECTORY docs licenses DESTINATION share/doc/codegrid)

if(NOT own_torch)
  set(wheel ${CODEGRID_LIBTORCH_ROOT})
  set(torch_parts libc10.so libtorch_cpu.so libgomp.so.1)
  list(TRANSFORM torch_parts PREPEND ${wheel}/torch/lib/)
  install(PROGRAMS ${torch_parts} DESTINATION lib/codegrid/torch/lib)
  file(GLOB nvidia_parts ${wheel}/nvidia/*/lib/libcudart.so.* ${wheel}/nvidia/*/lib/libcupti.so.*)
  foreach(part IN LISTS nvidia_parts)
    file(RELATIVE_PATH place ${wheel} ${part})
    get_filename_component(place ${place} DIRECTORY)
    install(PROGRAMS ${part} DESTINATION lib/codegrid/${place})
  endforeach()
  # The wheels' own licences, in folders of their own names.
  file(GLOB wheel_licenses ${wheel}/torch-*.dist-info/licenses ${wheel}/nvidia_cuda_runtime-*.dist-info/licenses
    ${wheel}/nvidia_cuda_cupti-*.dist-info/licenses)
  foreach(folder IN LISTS wheel_licenses)
    string(REGEX REPLACE ".*/([^/]*)-[^/]*[.]dist-info/licenses$" "\\1" name ${folder})
    install(DIRECTORY ${folder}/ DESTINATION share/doc/codegrid/licenses/${name})
  endforeach()

  file(GLOB cuda_parts ${wheel}/torch/lib/libtorch_cuda*.so ${wheel}/torch/lib/libc10_cuda.so
    ${wheel}/torch/lib/libtorch_nvshmem.so ${wheel}/torch/lib/libcaffe2_nvrtc.so)
  install(PROGRAMS ${cuda_parts} DESTINATION lib/codegrid/torch/lib COMPONENT cuda EXCLUDE_FROM_ALL)
  install(DIRECTORY ${wheel}/nvidia DESTINATION lib/codegrid COMPONENT cuda EXCLUDE_FROM_ALL USE_SOURCE_PERMISSIONS
    FILES_MATCHING PATTERN "*.so*")
endif()
