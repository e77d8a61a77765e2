#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace saem::test {

/// Something that a user gets wrong, and what the message has to say about it.
struct Mistake {
  std::string name;                     ///< "dense: input of another width": unique
  std::string place;                    ///< how the message begins: op, layer, file or option
  std::string expected, received;       ///< parts of the message: what would be right, and what came
  std::function<std::string()> try_it;  ///< makes the mistake in an empty folder, and returns the message
};

/// For Mistake::try_it: the message of the Error that `body` throws.
[[nodiscard]] std::function<std::string()> throws(std::function<void()> body);
/// For Mistake::try_it: what `saem` with these words prints to stderr, after "saem: ". The folder corners/
/// holds data.
[[nodiscard]] std::function<std::string()> saem_says(std::vector<std::string> words);

[[nodiscard]] std::vector<Mistake> op_mistakes();
[[nodiscard]] std::vector<Mistake> layer_mistakes();
[[nodiscard]] std::vector<Mistake> training_mistakes();
[[nodiscard]] std::vector<Mistake> file_mistakes();
[[nodiscard]] std::vector<Mistake> command_mistakes();

}  // namespace saem::test
