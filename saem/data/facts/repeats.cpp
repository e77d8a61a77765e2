#include "saem/data/facts/repeats.h"

#include <unordered_map>

namespace saem {

Repeats find_repeats(std::span<const std::uint64_t> hashes, std::span<const Part> parts,
                     const TextColumn* answers) {
  struct Seen {
    std::int64_t first = -1, first_in_training = -1;
  };
  std::unordered_map<std::uint64_t, Seen> seen;
  seen.reserve(hashes.size());
  Repeats repeats;
  const auto note = [](std::int64_t& count, std::optional<ExamplePair>& first, std::int64_t a,
                       std::int64_t b) {
    if (count++ == 0) first = {a, b};
  };
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (hashes[i] == 0) continue;
    const auto index = static_cast<std::int64_t>(i);
    Seen& kind = seen[hashes[i]];
    if (kind.first < 0) {
      kind.first = index;
    } else {
      note(repeats.count, repeats.first, kind.first, index);
      if (answers != nullptr && (*answers)[kind.first] != (*answers)[index])
        note(repeats.contradicting, repeats.first_contradicting, kind.first, index);
    }
    if (!parts.empty() && parts[i] == Part::train && kind.first_in_training < 0)
      kind.first_in_training = index;
  }
  for (std::size_t i = 0; i < hashes.size() && !parts.empty(); ++i) {
    if (hashes[i] == 0 || parts[i] != Part::test) continue;
    const Seen& kind = seen[hashes[i]];
    if (kind.first_in_training >= 0)
      note(repeats.shared, repeats.first_shared, kind.first_in_training, static_cast<std::int64_t>(i));
  }
  return repeats;
}

}  // namespace saem
