// Any bytes as algorithms.json: read as a record (SAEM_ALGORITHMS), which may refuse it, and as the cache,
// which never does: what is damaged there is timed again, kept, and known from then on.
#include <vector>

#include "fuzz/support.h"
#include "saem/backend/algorithms.h"
#include "saem/core/atomic_file.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::scratch_file("algorithms.json");
  write_file(path, fuzz::text_of(data, size));
  (void)fuzz::accepts([&] { (void)read_algorithms(path); });

  const std::vector<std::string> candidates = {"direct", "winograd"};
  const AlgorithmTimer timer = [](const std::string& algorithm) {
    return algorithm == "winograd" ? 1.0 : 2.0;
  };
  AlgorithmTable table({.setting = "", .file = path});
  const std::string chosen = table.choose("a problem", candidates, timer);
  fuzz::require(chosen == "direct" || chosen == "winograd", "one of the candidates is chosen");
  AlgorithmTable again({.setting = "", .file = path});
  const AlgorithmTimer never = [](const std::string&) {
    fuzz::require(false, "what is kept is not timed again");
    return 0.0;
  };
  fuzz::require(again.choose("a problem", candidates, never) == chosen, "the choice is kept");
  return 0;
}
