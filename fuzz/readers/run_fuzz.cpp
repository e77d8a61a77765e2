// Any bytes as one of a run's files (the first byte says which: 'r', 't' or 'h', for run.json, report.json,
// history.csv): a run that may be damaged, and its model card; never an error.
#include "fuzz/support.h"
#include "saem/core/atomic_file.h"
#include "saem/runs/model_card.h"
#include "saem/runs/run_details.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::filesystem::path folder = fuzz::scratch_file("run");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const char* name = data[0] == 'r' ? "run.json" : data[0] == 't' ? "report.json" : "history.csv";
  write_file(folder / name, fuzz::text_of(data + 1, size - 1));
  const runs::RunDetails run = runs::read_run(folder);
  fuzz::require(run.summary.name == "run", "a run has its folder's name");
  fuzz::require(!run.kept_row || *run.kept_row < run.history.rows.size(),
                "the kept epoch is one of the history's");
  for (const char* language : {"en", "ko"})
    fuzz::require(runs::model_card(run, language).find("\n# ") != std::string::npos, "a card has a title");
  return 0;
}
