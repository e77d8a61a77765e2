#include "tests/docs/support/header.h"

#include <algorithm>
#include <regex>

#include "tests/docs/support/markdown.h"

namespace saem::docs {
namespace {

std::string without(const std::string& text, const std::string& pattern) {
  return std::regex_replace(text, std::regex(pattern), "");
}

/// A comment as markdown: parameters become a list, tables code, a line that ends early ends there, and
/// nothing is formatted by accident.
std::string markdown(const std::string& comment) {
  static const std::regex special("[*<]"), parameter("^@param +(\\S+(, \\S+)*)  +");
  std::vector<std::string> lines = split_lines(comment), shown;
  const auto is_table = [&](std::size_t i) {
    return i < lines.size() && lines[i].find("---|---") != std::string::npos;
  };
  bool table = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (table && line.empty()) shown.emplace_back("```");
    if (is_table(i + 1)) shown.emplace_back("```text");
    table = !line.empty() && (table || is_table(i + 1));
    const std::string next = i + 1 < lines.size() ? lines[i + 1] : "";
    const bool code =
        line.starts_with("    ") && (i == 0 || lines[i - 1].empty() || shown.back().starts_with("    "));
    // A line ends where the next word would have fitted, or a new matter begins ("Throws: …").
    const bool early =
        !next.empty() && !next.starts_with(" ") && !line.starts_with("- ") && !line.empty() &&
        (line.size() + next.find(' ') < 85 || std::regex_search(next, std::regex("^[A-Z]\\w+: ")));
    if (table || code) {
      shown.push_back(line);
    } else if (std::regex_search(line, parameter)) {
      shown.push_back(std::regex_replace(line, parameter, "- $1: "));
    } else {
      shown.push_back(without(std::regex_replace(line, special, "\\$&"), "^ +") + (early ? "\\" : ""));
    }
  }
  if (table) shown.emplace_back("```");
  std::string text = join_lines(shown);
  return text.substr(0, text.empty() ? 0 : text.size() - 1);
}

/// A class without what only itself, or of a final class only the library, can see.
std::string public_part(const std::vector<std::string>& lines) {
  const auto is_class = [](const std::string& line) { return line.starts_with("class "); };
  const bool final =
      std::ranges::any_of(lines, [](const auto& l) { return l.find(" final ") != std::string::npos; });
  std::vector<std::string> shown, member;
  bool visible = std::ranges::none_of(lines, is_class), head = true;
  for (const std::string& line : lines) {
    const bool label = line.starts_with(" p") && line.ends_with(":");
    if (label) visible = line == " public:" || (line == " protected:" && !final);
    if (visible || head || line.starts_with("}")) member.push_back(line);
    if (line.ends_with("{")) head = false;
    if (!std::regex_search(line, std::regex("[;{}:]( *//.*)?$"))) continue;  // it goes on
    const bool inherited =
        std::ranges::any_of(member, [](const auto& l) { return l.find(" override") != std::string::npos; });
    const bool internal = std::ranges::any_of(member, [](const auto& l) {
      return std::regex_search(l, std::regex("from_config|const char\\* type|explicit \\w+\\(detail::"));
    });
    if (!final || !(inherited || internal)) shown.insert(shown.end(), member.begin(), member.end());
    member.clear();
  }
  return join_lines(shown);
}

Declaration declaration(const std::vector<std::string>& lines, std::string doc) {
  static const std::regex type("^(?:template[^\n]*\n)?(?:class|struct|enum class|using) (\\w+)"),
      function("(operator[^ (]+|\\w+)\\(");
  std::string code = join_lines(lines);
  std::smatch match;
  if (std::regex_search(code, match, type))
    return {
        .kind = Declaration::Kind::type, .name = match[1], .code = public_part(lines), .doc = markdown(doc)};
  if (const std::size_t comment = code.find("///<"); comment != std::string::npos) {
    doc += doc.empty() ? "" : " ";
    doc += without(without(code.substr(comment), "\n *///< ?|^///< ?"), "\n");
    code = without(code.substr(0, comment), " +$") + "\n";
  }
  code = without(std::regex_replace(code, std::regex(R"( \{[^\n]*\}\n$)"), ";\n"),
                 R"(\[\[nodiscard\]\] |inline )");
  code = std::regex_replace(code, std::regex("\n {14}"), "\n");  // what [[nodiscard]] had moved to the right
  static_cast<void>(std::regex_search(code, match, function));
  return {.name = match.empty() ? "" : match[1].str(), .code = code, .doc = markdown(doc)};
}

}  // namespace

std::vector<Declaration> read_header(const std::filesystem::path& header) {
  std::vector<Declaration> found;
  std::string doc, section;
  std::vector<std::string> code;
  bool inside = false;  // of namespace saem itself
  for (const std::string& line : split_lines(read(header))) {
    if (!section.empty() && (!line.starts_with("//") || line.starts_with("///"))) {
      found.push_back({.kind = Declaration::Kind::section, .name = {}, .code = {}, .doc = markdown(section)});
      section.clear();
    }
    if (line.starts_with("namespace") || line.starts_with("}  // namespace")) {
      inside =
          line.starts_with("}") || line.find("detail") == std::string::npos;  // detail is not for programs
    } else if (!inside && line == "}") {  // of a namespace without its name behind
      inside = true;
    } else if (!inside || (code.empty() && (line.starts_with("#") || line.starts_with("extern ")))) {
      continue;
    } else if (code.empty() && line.starts_with("///")) {
      doc += (doc.empty() ? "" : "\n") + without(line, "^/// ?");
    } else if (code.empty() && line.starts_with("//")) {
      section += (section.empty() ? "" : "\n") + without(line, "^// ?");
    } else if (code.empty() && line.find("///<") != std::string::npos && line.starts_with("  ")) {
      found.back().doc += " " + markdown(without(line, "^ *///< ?"));  // a comment that goes on
    } else if (!line.empty()) {
      code.push_back(line);
      static const std::regex opened("\\{( *//.*)?$"), closed("[;}]( *///<.*)?$");
      const auto opens = [&](const std::string& each) { return std::regex_search(each, opened); };
      const bool done =
          std::ranges::any_of(code, opens) ? line.starts_with("}") : std::regex_search(line, closed);
      if (!done) continue;
      if (!std::regex_search(line, std::regex("^(class|struct) \\w+;|^using saem::")))
        found.push_back(declaration(code, doc));
      code.clear();
      doc.clear();
    }
  }
  return found;
}

}  // namespace saem::docs
