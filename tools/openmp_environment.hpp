#pragma once

/// Prepares the environment that OpenMP reads when the worker is loaded: how its threads wait,
/// where the user's says nothing of it (GOMP_SPINCOUNT, OMP_WAIT_POLICY), and stacks that
/// LibTorch's work fits on, which it overruns without a word. A low soft limit of stacks is raised.
/// Throws Error(kUsage) for an OMP_STACKSIZE or a hard limit that is too small.
void prepare_openmp();
