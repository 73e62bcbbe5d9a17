# What includes.cmake says, word for word.
include(${CMAKE_CURRENT_LIST_DIR}/expect.cmake)

set(low "codegrid_room(low)")
set(middle "# codegrid_room(middle USES high)\ncodegrid_room(middle TORCH\n  USES low\n  LIBRARIES high)")
set(high "codegrid_room(high USES low middle)")
set(config "codegrid_room(config USES low)")
set(rooms low/CMakeLists.txt ${low} src/middle/CMakeLists.txt ${middle} src/high/CMakeLists.txt ${high}
  src/config/CMakeLists.txt ${config})
list(TRANSFORM rooms PREPEND src/ AT 0)

# OpenCV in the rooms that it is kept to, and nowhere else, however it is included.
write_tree(${rooms}
  src/image/CMakeLists.txt "codegrid_room(image)" src/view/CMakeLists.txt "codegrid_room(view)"
  src/image/part/a.cpp "#include <opencv2/core.hpp>" src/view/b.hpp "#include <opencv2/imgproc.hpp>"
  src/high/c.cpp "// #include <opencv2/core.hpp>")
expect(includes SAYS)
write_tree(${rooms}
  src/high/c.hpp " # include <opencv2/core.hpp>" src/low/part/d.cpp "#include \"opencv2/imgproc.hpp\"")
set(remedy "but only image and view use OpenCV; draw or decode there")
expect(includes SAYS
  "src/high/c.hpp: found \"opencv2/core.hpp\", ${remedy}"
  "src/low/part/d.cpp: found \"opencv2/imgproc.hpp\", ${remedy}")

# Its own headers, those named, the system's, and for config the options of all.
write_tree(${rooms}
  src/middle/part/a.cpp "#include <high/a.hpp>\n#include \"middle/part/a.hpp\"\n#include \"low/b.hpp\""
  src/middle/part/a.hpp "// #include \"high/a.hpp\""
  src/config/c.hpp "#include \"high/options.hpp\"")
expect(includes SAYS)

# A room above it, also from a folder in the room; one that only LIBRARIES or a comment name; more than options; no room.
write_tree(${rooms}
  src/low/a.cpp "  #  include \"middle/a.hpp\""
  src/middle/part/b.hpp "#include \"low/b.hpp\"\n#include \"high/options.hpp\""
  src/config/c.cpp "#include \"high/part/options.hpp\""
  src/high/d.cpp "#include \"d.hpp\"")
set(remedy "there if the source map allows it, or do without the header")
expect(includes SAYS
  "src/config/c.cpp: found \"high/part/options.hpp\", but src/config/CMakeLists.txt uses [low], name high ${remedy}"
  "src/high/d.cpp: found \"d.hpp\", expected a path that begins with a room, as in \"core/error.hpp\""
  "src/low/a.cpp: found \"middle/a.hpp\", but src/low/CMakeLists.txt uses [], name middle ${remedy}"
  "src/middle/part/b.hpp: found \"high/options.hpp\", but src/middle/CMakeLists.txt uses [low], name high ${remedy}")
