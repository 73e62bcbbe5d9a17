#pragma once

#include <filesystem>
#include <string>

/// Makes this process the worker that lies in libexec/codegrid beside the folder of this one, with
/// `stage` ("train", "cluster") in front of the same arguments, and the same name, environment,
/// signals and standard streams, but for what prepare_openmp changes. Throws Error(kFailed) where
/// it cannot be started, and as prepare_openmp does.
[[noreturn]] void hand_over(const std::string& stage, char** argv);

/// False for a pipe, such as a shell's <(...): what this program reads of it, the next one lacks.
bool can_be_read_twice(const std::filesystem::path& file);
