#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// How a user who called one of the programs as `called_as` (argv[0]) calls the program `name` with
/// `arguments`, so that a command in a message can be copied into a shell:
/// "build/release/bin/codegrid-cluster 'my runs/0001'" after "build/release/bin/codegrid-train",
/// "codegrid-cluster 'my runs/0001'" after "codegrid-train".
std::string command(const std::string& called_as, const std::string& name,
                    const std::vector<std::string>& arguments);

/// `word` as a shell reads it as one: 'my runs/0001'.
std::string shell_word(const std::string& word);

/// `path` as an argument that is no option: "-runs/0001" is "./-runs/0001".
std::string operand(const std::filesystem::path& path);
