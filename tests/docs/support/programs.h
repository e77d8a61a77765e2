#pragma once

#include <string>

/// What the code of tutorials is wrapped in.
namespace saem::docs {

/// Makes a tutorial's program known to the runner, tests/docs/tool/run.cpp.
bool add_program(const std::string& name, void (*run)());
/// Ends what block `number` of the tutorial prints.
void end_of_block(int number);

}  // namespace saem::docs
