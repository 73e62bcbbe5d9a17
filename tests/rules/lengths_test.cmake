# What lengths.cmake says, word for word.
include(${CMAKE_CURRENT_LIST_DIR}/expect.cmake)

set(three "one\n\nthree")

write_tree(src/low/a.cpp ${three} tests/low/a_test.cpp ${three} bench/a.py ${three} docs/a.md "${three}\nfour")
expect(lengths -DLINES=3 SAYS)

# In every folder, at any depth, of any kind of code; documents and data may be as long as they like.
write_tree(src/low/part/a.hpp "${three}\nfour" tools/a.cpp ${three} scripts/a.sh "${three}\n\nfive"
  tests/low/CMakeLists.txt "${three}\nfour" bench/.venv/a.py "${three}\nfour" tests/low/a.json "${three}\nfour")
expect(lengths -DLINES=3 SAYS
  "src/low/part/a.hpp: found 4 lines, expected at most 3: divide it by its ideas"
  "tests/low/CMakeLists.txt: found 4 lines, expected at most 3: divide it by its ideas"
  "scripts/a.sh: found 5 lines, expected at most 3: divide it by its ideas")
