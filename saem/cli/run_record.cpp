#include "saem/cli/run_record.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "saem/cli/machine.h"
#include "saem/cli/version.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/core/parse_json.h"

namespace saem::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

Circumstances circumstances_of(const json& record) {
  const json& saem = record.at("saem");
  const json& machine = record.at("machine");
  return {{"saem", saem.at("version")},
          {"commit", saem.at("commit")},
          {"build", saem.at("build")},
          {"compiler", saem.at("compiler")},
          {"libraries", joined(saem.at("libraries").get<std::vector<std::string>>())},
          {"processor", machine.at("processor")},
          {"processor features", joined(machine.at("features").get<std::vector<std::string>>())},
          {"vector instructions", machine.at("vector_instructions")},
          {"threads", std::to_string(machine.at("threads").get<int>())}};
}

RunRecord understand(const json& record, const fs::path& path) {
  RunRecord r{.status = record.at("status"),
              .started = record.value("started", ""),
              .command = record.at("command"),
              .settings = from_record(record.at("settings")),
              .threads = record.at("machine").at("threads"),
              .data_hash = record.at("data").at("fnv1a"),
              .algorithms = read_algorithms(path),
              .steps = record.at("steps"),
              .circumstances = circumstances_of(record),
              .model_hash = {},
              .history_hash = {}};
  if (const auto files = record.find("files"); files != record.end()) {
    r.model_hash = files->at("model");
    r.history_hash = files->at("history");
  }
  return r;
}

}  // namespace

RunRecord read_run_record(const fs::path& run) {
  const fs::path path = run / "run.json";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    fail<FileError>(
        {.place = run.string(),
         .problem = "is not the folder of a run: there is no run.json in it",
         .context = "",
         .advice = "Name a folder that saem train has written, such as runs/fashion-mnist-cnn-1."});
  }
  constexpr std::size_t limit = std::size_t{1} << 24;
  try {
    const json record = parse_json(read_file(path, limit));
    if (record.is_discarded()) {
      fail<FileError>({.place = path.string(),
                       .problem = "is no JSON: cut off, or damaged",
                       .context = "",
                       .advice = "Bring it back from a copy, or begin anew with saem train."});
    }
    return understand(record, path);
  } catch (const json::exception& error) {
    fail<FileError>(
        {.place = path.string(),
         .problem = fmt::format("is not the record of a run that this saem can read ({})", error.what()),
         .context = "",
         .advice = "It may be damaged, or of another version of saem: begin anew with saem train."});
  }
}

Circumstances present_circumstances() {
  return {{"saem", std::string(version_number())},
          {"commit", std::string(commit())},
          {"build", std::string(build_type())},
          {"compiler", compiler()},
          {"libraries", joined(loaded_libraries())},
          {"processor", processor_name()},
          {"processor features", joined(processor_features())},
          {"vector instructions", vector_instructions()},
          {"threads", std::to_string(thread_count())}};
}

}  // namespace saem::cli
