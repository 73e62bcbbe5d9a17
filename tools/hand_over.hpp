#pragma once

#include <string>

/// Makes this process the worker that lies in libexec/codegrid beside the folder of this one, with
/// `stage` ("train", "cluster") in front of the same arguments, and the same name, environment,
/// signals and standard streams. Only how its threads wait is added to the environment, where the
/// user's has neither GOMP_SPINCOUNT nor OMP_WAIT_POLICY. Throws Error(kFailed) where it cannot be
/// started.
[[noreturn]] void hand_over(const std::string& stage, char** argv);
