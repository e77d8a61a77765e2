#include "tests/runs/support/run_folders.h"

#include <nlohmann/json.hpp>

#include "saem/core/atomic_file.h"

namespace saem::test {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* history =
    "epoch,accuracy,loss,val_accuracy,val_loss\n"
    "0,0.5,0.9,0.6,0.7\n"
    "1,0.7,0.5,0.8,0.4\n"
    "2,0.9,0.3,0.7,0.6\n";

Json classes_report(double accuracy) {
  return {{"rose", {{"precision", 0.9}, {"recall", 0.8}, {"f1-score", 0.85}, {"support", 25.0}}},
          {"tulip", {{"precision", 0.7}, {"recall", 1.0}, {"f1-score", 0.82}, {"support", 4.0}}},
          {"accuracy", accuracy},
          {"macro avg", {{"precision", 0.8}, {"recall", 0.9}, {"f1-score", 0.835}, {"support", 29.0}}}};
}

}  // namespace

void write_run(const fs::path& folder, const RunFiles& files) {
  fs::create_directories(folder);
  const Json columns{{{"column", "petal|width"}, {"kind", "number"}, {"reason", "22 different numbers"}},
                     {{"column", "id"}, {"kind", "ignored"}, {"reason", "it counts the rows"}}};
  const Json settings{
      {"data", "/somewhere/" + files.data}, {"model", files.model}, {"epochs", 0}, {"seed", 7},
      {"patience", files.patience},         {"group", ""}};
  const Json record{{"status", files.status},
                    {"kind", "task"},
                    {"started", files.started},
                    {"command", "saem train " + files.data + " --target species --seed 7"},
                    {"settings", settings},
                    {"saem", {{"version", "0.1.0"}, {"commit", "abc123"}}},
                    {"machine", {{"processor", "abacus"}, {"threads", 2}}},
                    {"data",
                     {{"name", files.data},
                      {"fnv1a", "0123456789abcdef"},
                      {"train", 101},
                      {"validation", files.validation},
                      {"test", 29},
                      {"division", "train 101 · validation 20 · test 29, at random"},
                      {"columns", columns}}},
                    {"seconds", 12.5},
                    {"scores", {{"species", files.accuracy}}}};
  const Json target{
      {"target", "species"},
      {"kind", "classes"},
      {"accuracy", files.accuracy},
      {"loss", 0.3},
      {"classification_report", classes_report(files.accuracy)},
      {"baselines", {{{"name", "majority"}, {"score", 0.5}}, {{"name", "linear"}, {"score", 0.8}}}},
      {"folds", {0.8, 0.9}}};
  const Json report{{"data", files.data},      {"split", "test"},
                    {"examples", 29},          {"targets", {target}},
                    {"columns", columns},      {"parameters", 1234},
                    {"skipped", {"row 5: …"}}, {"warning", "rows follow each other *closely*."}};
  write_file(folder / "history.csv", history);
  write_file(folder / "report.json", report.dump());
  write_file(folder / "run.json", record.dump());
}

void write_older_run(const fs::path& folder, double accuracy) {
  fs::create_directories(folder);
  const Json record{
      {"status", "finished"},
      {"command", "saem train fashion-mnist"},
      {"settings", {{"data", "fashion-mnist"}, {"model", "cnn"}, {"epochs", 3}, {"seed", 0}}},
      {"saem", {{"version", "0.0.9"}}},
      {"data", {{"name", "fashion-mnist"}, {"train", 60000}, {"test", 10000}, {"classes", {"boot", "bag"}}}},
      {"epochs_done", 3},
      {"seconds", 45.3},
      {"accuracy", accuracy}};
  const Json report{{"data", "fashion-mnist"},
                    {"examples", 10000},
                    {"accuracy", accuracy},
                    {"loss", 0.25},
                    {"baseline", {{"class", "boot"}, {"accuracy", 0.5}}},
                    {"parameters", 99}};
  write_file(folder / "history.csv", history);
  write_file(folder / "report.json", report.dump());
  write_file(folder / "run.json", record.dump());
}

}  // namespace saem::test
