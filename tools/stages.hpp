#pragma once

/// The stages of a job, each the main of the program that is called for it: `argv` is that
/// program's, its name first. They return its exit code.
int train_stage(int argc, char** argv);
int cluster_stage(int argc, char** argv);
int assign_stage(int argc, char** argv);
