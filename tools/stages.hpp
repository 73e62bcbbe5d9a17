#pragma once

/// The stages of a job, each the main of the program that is called for it: `argv` is that
/// program's, its name first. They return its exit code.
int train_stage(int argc, char** argv);
int cluster_stage(int argc, char** argv);
int assign_stage(int argc, char** argv);

/// Names what asks for one thread, where that is another thing than it is to most of the stage's
/// work: said where a library ends the program. `words` must outlive it.
void ask_for_one_thread_by(const char* words);
