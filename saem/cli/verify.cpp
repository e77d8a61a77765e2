#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "saem/cli/commands.h"
#include "saem/cli/compare_runs.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/model_file.h"
#include "saem/cli/output.h"
#include "saem/cli/run_record.h"
#include "saem/cli/scratch_folder.h"
#include "saem/cli/task_run.h"
#include "saem/cli/usage_error.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/interop/safetensors.h"
#include "saem/runs/list_runs.h"
#include "saem/runs/shell_argument.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct VerifySettings {
  std::string run;  ///< as it was called; its folder, once it is found
  std::string folder = "runs";
  std::string data;
  std::int64_t threads = 0;
  bool no_memory_check = false;
  bool json = false, quiet = false;
};

void declare(Arguments& arguments, VerifySettings& s) {
  arguments.word(s.run, {"RUN", "the run's folder, or its name in runs/"});
  arguments.text("in", s.folder, {"DIR", "the folder that the runs are in (default: runs)"});
  arguments.text("data", s.data, {"DATA", "where the data are now (default: where they were)"});
  arguments.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: as many as the run)"});
  arguments.flag("no-memory-check", s.no_memory_check, "begin even if the memory does not seem to suffice");
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

struct Findings {
  std::vector<std::string> model, history;  ///< differences
  std::vector<std::string> changed;         ///< files that are not as the run wrote them
  Circumstances then, now;                  ///< those that differ

  [[nodiscard]] bool same() const { return model.empty() && history.empty() && changed.empty(); }
};

RunRecord finished_run(const std::string& run) {
  RunRecord record = read_run_record(run);
  if (record.status == "finished" && !record.model_hash.empty()) return record;
  fail<FileError>({.place = run,
                   .problem = fmt::format("expected a finished run, this one is {}",
                                          record.status == "finished" ? "of an older saem" : record.status),
                   .context = "",
                   .advice = record.status == "finished" ? "Begin anew with saem train."
                                                         : fmt::format("Finish it first: saem resume {}",
                                                                       runs::shell_argument(run))});
}

// The run's own words, at another place.
int repeat(const RunRecord& record, const VerifySettings& s, const fs::path& folder) {
  TrainSettings settings = record.settings;
  if (!s.data.empty()) settings.data = s.data;
  settings.out = folder.string();
  settings.checkpoint_steps = 0;
  settings.quiet = s.quiet;
  settings.no_memory_check = s.no_memory_check;
  try {
    return run_training({.settings = settings,
                         .command = record.command,
                         .before = RunBefore{.data_hash = record.data_hash,
                                             .started = record.started,
                                             .algorithms = record.algorithms,
                                             .resume = false},
                         .prints_result = false});
  } catch (const UsageError& error) {  // what was right when the run was made is no slip of the fingers now
    throw FileError(std::string(error.what()) + "\nIf the data are elsewhere now, say where with --data.");
  }
}

void note_changed(Findings& findings, const fs::path& file, const std::string& hash) {
  const std::string now = file_hash(file);
  if (now != hash)
    findings.changed.push_back(fmt::format("{} is not as the run wrote it (checksum {} then, {} now)",
                                           file.filename().string(), hash, now));
}

Findings compare(const fs::path& run, const RunRecord& record, const fs::path& again) {
  Findings findings;
  findings.model = compare_models(run / model_file_name, again / model_file_name);
  findings.history = compare_tables(run / "history.csv", again / "history.csv");
  note_changed(findings, run / model_file_name, record.model_hash);
  note_changed(findings, run / "history.csv", record.history_hash);
  const Circumstances present = present_circumstances();
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (record.circumstances[i] == present[i]) continue;
    findings.then.push_back(record.circumstances[i]);
    findings.now.push_back(present[i]);
  }
  return findings;
}

std::string to_json(const VerifySettings& s, const Findings& f) {
  Json circumstances = Json::object();
  for (std::size_t i = 0; i < f.then.size(); ++i)
    circumstances[f.then[i].first] = {{"then", f.then[i].second}, {"now", f.now[i].second}};
  return Json{{"run", s.run},         {"same", f.same()},           {"model", f.model},
              {"history", f.history}, {"changed_files", f.changed}, {"circumstances", circumstances}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

std::string to_text(const VerifySettings& s, const Findings& f) {
  std::string text = fmt::format("{}: {}\n", s.run,
                                 f.same() ? "repeated, with the same model and the same history, bit for bit"
                                          : "repeated, and NOT the same");
  for (const std::string& line : f.model) text += fmt::format("  model    {}\n", line);
  for (const std::string& line : f.history) text += fmt::format("  history  {}\n", line);
  for (const std::string& line : f.changed) text += fmt::format("  file     {}\n", line);
  for (std::size_t i = 0; i < f.then.size(); ++i) {
    text += fmt::format("  {}  {}: {} then, {} now\n", f.same() ? "although" : "perhaps ", f.then[i].first,
                        f.then[i].second, f.now[i].second);
  }
  if (!f.same() && f.then.empty() && f.changed.empty())
    text +=
        "  The program and the machine are the same: the record was changed, or this is a defect of saem.\n";
  return text;
}

int verify(const VerifySettings& called, Words /*words*/) {
  VerifySettings s = called;
  s.run = runs::find_run(s.run, s.folder).string();
  const RunRecord record = finished_run(s.run);
  set_thread_count(s.threads > 0 ? static_cast<int>(s.threads) : record.threads);
  // What cannot be compared is known before the training.
  static_cast<void>(read_safetensors(fs::path(s.run) / model_file_name));
  static_cast<void>(file_hash(fs::path(s.run) / "history.csv"));
  const ScratchFolder scratch("verify");
  const fs::path again = scratch.path() / "run";
  if (const int code = repeat(record, s, again); code != exit_success) {
    Log(s.quiet).line(fmt::format("interrupted: {} was not compared", s.run));
    return code;
  }
  const Findings findings = compare(s.run, record, again);
  print(s.json ? to_json(s, findings) : to_text(s, findings));
  return findings.same() ? exit_success : exit_failure;
}

}  // namespace

Command verify_command() {
  return make_command<VerifySettings>(
      {.name = "runs verify",
       .brief = "repeat a run and compare: the same bits?",
       .description =
           "Trains again as the run's record says (settings, seed, algorithms, threads), in a temporary "
           "folder, and compares model and history bit for bit.",
       .examples = {{"saem runs verify fashion-mnist-cnn-1"},
                    {"saem runs verify runs/a --data /elsewhere/pictures --json"}},
       .notes =
           "Exit code 0: the same. 1: not the same, or it cannot be repeated; what differs is printed: the "
           "first tensor, the first line of the history, files that were changed since, and what is "
           "different "
           "about program or machine."},
      declare, verify);
}

}  // namespace saem::cli
