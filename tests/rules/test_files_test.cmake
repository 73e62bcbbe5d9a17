# What test_files.cmake says, word for word.
include(${CMAKE_CURRENT_LIST_DIR}/expect.cmake)

set(none "//")
set(code "int twice(int x) {")
set(tested src/low/a.cpp ${none} src/low/part/b.cpp ${none}
  tests/low/a_test.cpp ${none} tests/low/part/b_test.cpp ${none})

# Beside those: a listed one, a header of declarations, one of code with its test, a kernel's versions, tested as one.
write_tree(${tested} untested.txt "# why\nlow/c: the reason"
  src/low/c.cpp ${none} src/low/d.hpp "int twice(int x)" src/low/e.hpp "${code}" tests/low/e_test.cpp ${none}
  src/low/f.cpp ${none} src/low/f_avx2.cpp ${none} src/low/f_plain.cpp ${none}
  src/low/f_impl.hpp "${code}" tests/low/f_test.cpp ${none})
expect(test_files -DLIST=untested.txt -DLIMIT=1 SAYS)

# A source, one in a folder and a header of code without tests; a test in another room does not count.
write_tree(${tested} untested.txt "# none" src/low/c.cpp ${none} src/low/part/d.cpp ${none} src/low/e.hpp "${code}"
  tests/high/c_test.cpp ${none})
expect(test_files -DLIST=untested.txt -DLIMIT=0 SAYS
  "src/low/c: expected a test file c_test.cpp below tests/low"
  "src/low/e: expected a test file e_test.cpp below tests/low"
  "src/low/d: expected a test file d_test.cpp below tests/low")

# A list that grows, holds what is tested or gone, or gives no reason.
write_tree(${tested} untested.txt "low/a: tested\nlow/gone: gone\nlow/c:" src/low/c.cpp ${none})
expect(test_files -DLIST=untested.txt -DLIMIT=1 SAYS
  "untested.txt: found \"low/c:\", expected \"room/name: the reason why it has no test file\""
  "untested.txt: found 2 names, expected at most 1: it may only shrink, write the test file instead"
  "untested.txt: found low/a, which has its test file, take it off the list"
  "src/low/c: expected a test file c_test.cpp below tests/low"
  "untested.txt: found low/gone, but no such source needs a test, take it off the list")

# A limit that was not lowered with it.
write_tree(${tested} untested.txt "# none")
expect(test_files -DLIST=untested.txt -DLIMIT=3 SAYS
  "untested.txt: found 0 names, expected 3, lower LIMIT in tests/rules/CMakeLists.txt to 0")
