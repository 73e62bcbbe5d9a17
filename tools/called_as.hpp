#pragma once

#include <string>

/// How a user who called one of the programs as `called_as` (argv[0]) calls the program `name`, so
/// that a command in a message can be copied: "build/release/bin/codegrid-cluster" after
/// "build/release/bin/codegrid-train", "codegrid-cluster" after "codegrid-train".
std::string command(const std::string& called_as, const std::string& name);
