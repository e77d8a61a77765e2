#pragma once

#include "saem/report/texts.h"

/// The table of all texts, in pieces that follow each other.
namespace saem::detail {

[[nodiscard]] std::span<const TextEntry> texts_of_run();
[[nodiscard]] std::span<const TextEntry> texts_of_results();
[[nodiscard]] std::span<const TextEntry> texts_of_words();

}  // namespace saem::detail
