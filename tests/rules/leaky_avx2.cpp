// Breaks the rule of kernels.cmake: the linker may take this copy of `twice` for the whole program.
namespace codegrid {

[[gnu::noinline]] inline float twice(float x) { return 2 * x; }

extern float (*const kTwiceAvx2)(float);
float (*const kTwiceAvx2)(float) = twice;

}  // namespace codegrid
