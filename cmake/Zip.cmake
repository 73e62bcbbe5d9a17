# codegrid_zip: libzip by library and header, since the CMake config of Debian's libzip-dev asks for its command-line tools
# too.
find_library(CODEGRID_ZIP zip REQUIRED)
find_path(CODEGRID_ZIP_INCLUDE zip.h REQUIRED)
mark_as_advanced(CODEGRID_ZIP CODEGRID_ZIP_INCLUDE)
add_library(codegrid_zip INTERFACE)
target_link_libraries(codegrid_zip INTERFACE ${CODEGRID_ZIP})
target_include_directories(codegrid_zip SYSTEM INTERFACE ${CODEGRID_ZIP_INCLUDE})
