#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saem::docs {

/// Something that a public header declares.
struct Declaration {
  enum class Kind { function, type, section } kind = Kind::function;
  std::string name;  ///< "softmax", "operator+", "ConvOptions"; empty for a section
  std::string code;  ///< what is declared: a signature, the members of a struct, the public part of a class
  std::string doc;   ///< its comment, or the text of a section's comment, as markdown
};

/// What stands in namespace saem of a header, in its order. Sections are the comments (//) between
/// declarations.
[[nodiscard]] std::vector<Declaration> read_header(const std::filesystem::path& header);

}  // namespace saem::docs
