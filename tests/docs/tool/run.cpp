// docs_run NAME: runs the code of a tutorial. What each block prints ends with a line "<record separator>
// NUMBER".
#include <iostream>
#include <map>

#include "saem/core/error.h"
#include "tests/docs/support/programs.h"

namespace saem::docs {
namespace {

std::map<std::string, void (*)()>& programs() {
  static std::map<std::string, void (*)()> all;
  return all;
}

}  // namespace

bool add_program(const std::string& name, void (*run)()) { return programs().emplace(name, run).second; }
void end_of_block(int number) { std::cout << "\n\x1e" << number << std::endl; }

}  // namespace saem::docs

int main(int argc, char** argv) try {
  std::cout << std::unitbuf;  // in one order with what goes to stderr
  if (argc == 2) saem::docs::programs().at(argv[1])();
} catch (const std::exception& error) {
  std::cout << "saem: " << error.what() << '\n';
  return 1;
}
