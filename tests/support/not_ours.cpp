// A library that has nothing of what a program expects of it: see cli/machine_test.cpp.
extern "C" int nothing() { return 1; }
