// docs_extract OUTPUT FILE…: the code of a tutorial (.md), or of the samples of pages (.txt), as a C++
// source.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <map>
#include <regex>

#include "tests/docs/support/markdown.h"

namespace saem::docs {
namespace {

/// Fragments follow one another in one function; a block with a main, or marked "global", stands before it.
std::string program(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string includes = "#include \"tests/docs/support/programs.h\"\n", globals, body;
  int number = 0;
  for (const Block& block : blocks_of(lines)) {
    if (block.language != "cpp") continue;
    std::string code;
    for (const std::string& line : block.lines) {
      const bool is_include = line.starts_with("#include") || line.starts_with("using namespace");
      if (is_include) includes += line + "\n";
      code += (is_include ? "" : line) + "\n";
    }
    const std::string place = fmt::format("#line {} \"{}\"\n", block.begin + 2, file.string());
    const std::size_t main = code.find("int main()");
    if (main != std::string::npos) {
      code.replace(main, 10, "void main_()");
      globals += fmt::format("namespace program_{} {{\n{}{}}}\n", number, place, code);
      body += block.tag == "compile" ? fmt::format("static_cast<void>(program_{}::main_);\n", number)
                                     : fmt::format("program_{}::main_();\n", number);
    } else if (block.tag == "compile") {
      body += fmt::format("const auto part_{} = [&] {{\n{}{}}};\nstatic_cast<void>(part_{});\n", number,
                          place, code, number);
    } else {
      (block.tag == "global" ? globals : body) += place + code;
    }
    body += fmt::format("saem::docs::end_of_block({});\n", number++);
  }
  return fmt::format(
      "{}namespace {{\n{}\nvoid run() {{\n{}}}\nconst bool known = saem::docs::add_program(\"{}\", "
      "run);\n}}\n",
      includes, globals, body, file.stem().string());
}

/// Lines "let x = {1, 2}" (of the dtype under test), "DTYPE i = {0}" (of that dtype), and calls, "NAME: CALL"
/// or "CALL" where the name is that of the function called first.
std::string page_samples(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  static const std::regex input("^(let|\\w+) (\\w+) = (.*)$"), named("^([^ (]+): (.*)$"),
      called("(?!after|descend|rates|factors|drawn|shapes)\\b(\\w+)\\(");
  const std::string page = file.stem().string();
  std::string code = "namespace saem::docs {\nnamespace {\n";
  code +=
      "[[maybe_unused]] const bool known_" + std::regex_replace(page, std::regex("\\W"), "_") + " = [] {\n";
  std::map<std::string, std::string> inputs;  // by name, the line that makes it
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (lines[i].empty() || lines[i].starts_with("//")) continue;
    if (std::regex_match(lines[i], match, input)) {
      const std::string type =
          match[1] == "let" ? "" : fmt::format(", dtype_from_name(\"{}\")", match[1].str());
      inputs[match[2]] = fmt::format("const Tensor {0} = in.{1}(\"{0}\", {2}{3});\n", match[2].str(),
                                     type.empty() ? "let" : "fixed", match[3].str(), type);
      continue;
    }
    std::string call = lines[i], name;
    if (std::regex_match(lines[i], match, named)) {
      name = match[1];
      call = match[2].str();
    } else if (std::regex_search(lines[i], match, called)) {
      name = match[1];
    }
    std::string used;
    for (const auto& [variable, line] : inputs) {
      if (std::regex_search(call, std::regex("\\b" + variable + "\\b"))) used += line;
    }
    code += fmt::format(
        "samples(\"{}\").push_back({{\"{}\", R\"~({})~\", []([[maybe_unused]] Inputs& in) -> Result "
        "{{\n{}#line {} "
        "\"{}\"\nreturn {};\n}}}});\n",
        page, name, call, used, i + 1, file.string(), call);
  }
  return code + "return true;\n}();\n}  // namespace\n}  // namespace saem::docs\n";
}

}  // namespace
}  // namespace saem::docs

int main(int argc, char** argv) {
  using namespace saem::docs;
  // The output is a source and nothing else: a page must never be overwritten.
  if (argc < 3 || std::filesystem::path(argv[1]).extension() != ".cpp") {
    std::cerr << "usage: docs_extract OUTPUT.cpp FILE…\n";
    return 1;
  }
  std::string code;
  for (int i = 2; i < argc; ++i) {
    const std::filesystem::path file = argv[i];
    const std::vector<std::string> lines = split_lines(read(file));
    const bool tutorial = file.extension() == ".md";
    if (!tutorial && code.empty()) code = "#include \"tests/docs/support/samples.h\"\n\n";
    code += tutorial ? program(file, lines) : page_samples(file, lines);
  }
  std::ofstream(argv[1]) << code;
}
