// saem runs list, show, compare, best, card, rebuild: on run folders in every state.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/runs/support/run_folders.h"

namespace saem::test {
namespace {

class Runs : public Session {
 protected:
  void SetUp() override {
    Session::SetUp();
    setenv("TZ", "UTC", 1);
    write_run(folder() / "runs/a", {.model = "mlp", .started = "2026-05-01T12:00:00Z", .accuracy = 0.9});
    write_run(folder() / "runs/b", {.model = "linear", .started = "2026-05-02T12:00:00Z", .accuracy = 0.85});
  }
  Outcome runs(std::vector<std::string> words) const {
    words.insert(words.begin(), "runs");
    return saem(words);
  }
};

TEST_F(Runs, AreListedTheLatestFirst) {
  const Outcome o = runs({"list"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out,
            "run  status    started           data         model   epochs    time  validation       test     "
            "        baseline\n"
            "b    finished  2026-05-02 12:00  flowers.csv  linear       3  12.5 s  accuracy 0.8000  accuracy "
            "0.8500  0.8000\n"
            "a    finished  2026-05-01 12:00  flowers.csv  mlp          3  12.5 s  accuracy 0.8000  accuracy "
            "0.9000  0.8000\n");
  EXPECT_TRUE(exists("runs/.index.sqlite"));
}

TEST_F(Runs, AreSortedByAScore) {
  const Outcome o = runs({"list", "--sort", "test_accuracy"});
  EXPECT_LT(o.out.find("\na "), o.out.find("\nb "));
  const Outcome smallest = runs({"list", "--sort", "test_accuracy", "--mode", "min", "--json"});
  EXPECT_EQ(smallest.json().at("runs").at(0).at("name"), "b");
  EXPECT_EQ(smallest.json().at("runs").at(0).at("scores").at("test_accuracy"), 0.85);
  const Outcome unknown = runs({"list", "--sort", "test_acuracy"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(has(unknown.err, "runs list: --sort: no run here has a 'test_acuracy'"));
  EXPECT_TRUE(has(unknown.err,
                  "there are accuracy, baseline_accuracy, folds_accuracy, loss, seconds, test_accuracy"));
  EXPECT_TRUE(has(unknown.err, "Did you mean 'test_accuracy'?"));
}

TEST_F(Runs, ThatAreDamagedAreListedWithTheReason) {
  write("runs/a/run.json", "{\"sta");
  const Outcome o = runs({"list"});
  EXPECT_EQ(o.exit_code, 0);
  EXPECT_TRUE(has(o.out, "a    damaged"));
  EXPECT_TRUE(has(o.out, "\na: run.json is no JSON: cut off, or damaged\n"));
  const Outcome show = runs({"show", "a"});
  EXPECT_EQ(show.exit_code, 0);
  EXPECT_TRUE(has(show.out, "damaged  run.json is no JSON: cut off, or damaged"));
  EXPECT_TRUE(has(runs({"rebuild"}).out, "runs: 2 runs in the index, 1 of them damaged"));
}

TEST_F(Runs, NamesCannotMoveTheCursor) {
  write_run(folder() / "runs" / "x\x1B[2J");
  EXPECT_TRUE(has(runs({"list"}).out, "x\\u001B[2J"));
}

TEST_F(Runs, FoldersThatAreMissingOrEmptyAreExplained) {
  const Outcome missing = runs({"list", "--in", "nowhere"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_TRUE(has(missing.err, "saem: nowhere: there is no such folder.\n"));
  std::filesystem::create_directory(folder() / "empty");
  EXPECT_EQ(runs({"list", "--in", "empty"}).out, "empty: no runs yet. Begin with saem train DATA.\n");
  EXPECT_EQ(runs({"list", "--in", "empty", "--json"}).json().at("runs").size(), 0U);
  const Outcome best = runs({"best", "--metric", "val_loss", "--in", "empty"});
  EXPECT_EQ(best.exit_code, 2);
  EXPECT_TRUE(has(best.err, "none of the runs has a score"));
}

TEST_F(Runs, OneIsShownWithAllThatIsKnown) {
  const Outcome o = runs({"show", "runs/a"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  for (const char* part :
       {"runs/a\nstatus   finished\n", "command  saem train flowers.csv --target species --seed 7",
        "test_accuracy      0.9000", "linear (simple)    0.8000", "seed      7", "history.csv"})
    EXPECT_TRUE(has(o.out, part));
  const nlohmann::json json = runs({"show", "a", "--json"}).json();
  EXPECT_EQ(json.at("settings").at("seed"), "7");
  EXPECT_EQ(json.at("targets").at(0).at("baselines").at("linear"), 0.8);
  const Outcome unknown = runs({"show", "runs/aa"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_TRUE(has(unknown.err, "runs/aa: there is no such run"));
  EXPECT_EQ(runs({"show"}).exit_code, 2);
}

TEST_F(Runs, TwoAreComparedWhereTheyDiffer) {
  const Outcome o = runs({"compare", "a", "b"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.out, "model      mlp  linear\n"));
  EXPECT_TRUE(matches(o.out, "[^]*test_accuracy +0\\.9000 +0\\.8500 +-0\\.0500 +A\n[^]*"));
  EXPECT_TRUE(matches(o.out, "[^]*val_loss +0\\.6000 +0\\.6000\n[^]*"));
  EXPECT_TRUE(has(o.out, "epoch 3, kept 2"));
  EXPECT_TRUE(lacks(o.out, "patience"));
  const nlohmann::json json = runs({"compare", "a", "b", "--json"}).json();
  EXPECT_EQ(json.at("different").size(), 1U);
  EXPECT_EQ(json.at("scores").at("test_accuracy").at("better"), "a");
  EXPECT_EQ(json.at("curves_end").at("val_loss").at("a"), 0.6);
  EXPECT_TRUE(has(runs({"compare", "a", "a"}).out, "The same settings, data, program and processor.\n"));
  write_older_run(folder() / "runs/old");
  EXPECT_TRUE(has(runs({"compare", "a", "old"}).out, "the test scores are of different examples"));
}

TEST_F(Runs, TheBestIsNamed) {
  const Outcome o = runs({"best", "--metric", "folds_accuracy"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.out, "runs/a: folds_accuracy 0.8500, the largest of 2 runs\n");
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(runs({"best", "--metric", "val_loss"}).out, "runs/a: val_loss 0.4000, the smallest of 2 runs\n");
  const Outcome by_test = runs({"best", "--metric", "test_accuracy"});
  EXPECT_EQ(by_test.out, "runs/a: test_accuracy 0.9000, the largest of 2 runs\n");
  EXPECT_TRUE(has(by_test.err, "was measured on the test part"));
  const nlohmann::json json = runs({"best", "--metric", "test_accuracy", "--json"}).json();
  EXPECT_EQ(json.at("run"), "runs/a");
  EXPECT_EQ(json.at("mode"), "max");
}

TEST_F(Runs, TheBestIsOneThatFinishedOnTheDataAskedFor) {
  write_run(folder() / "runs/c", {.status = "running", .accuracy = 0.99});
  write_older_run(folder() / "runs/old", 0.95);
  const Outcome o = runs({"best", "--metric", "test_accuracy"});
  EXPECT_TRUE(starts(o.out, "runs/old: "));
  EXPECT_TRUE(has(o.err, "different data (fashion-mnist, flowers.csv): name one with --data"));
  EXPECT_TRUE(starts(runs({"best", "--metric", "test_accuracy", "--data", "flowers.csv"}).out, "runs/a: "));
  const Outcome unknown = runs({"best", "--metric", "val_loss", "--data", "flower.csv"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(has(unknown.err, "Did you mean 'flowers.csv'?"));
  EXPECT_TRUE(has(runs({"best"}).err, "runs best: --metric: is missing"));
  const Outcome val = runs({"best", "--metric", "val_accuracy", "--data", "fashion-mnist"});
  EXPECT_EQ(val.out, "runs/old: val_accuracy 0.7000, the largest of 1 run\n");
}

TEST_F(Runs, ACardIsWritten) {
  const Outcome o = runs({"card", "a"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.out, "runs/a/README.md\n");
  EXPECT_TRUE(has(content("runs/a/README.md"), "## Limits"));
  EXPECT_EQ(runs({"card", "a", "--lang", "ko"}).exit_code, 0);
  EXPECT_TRUE(has(content("runs/a/README.md"), "## 한계"));
  write("runs/a/README.md", "mine");
  const Outcome refused = runs({"card", "a"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(has(refused.err, "Give --force to replace it."));
  EXPECT_EQ(runs({"card", "a", "--force"}).exit_code, 0);
}

TEST_F(Runs, ThatSaemTrainMadeAreRead) {
  train("runs/c", {"--model", "mlp"});
  const nlohmann::json json = runs({"show", "c", "--json"}).json();
  EXPECT_EQ(json.at("status"), "finished");
  EXPECT_TRUE(json.at("scores").contains("test_accuracy")) << json;
  EXPECT_TRUE(json.at("scores").contains("baseline_accuracy")) << json;
  EXPECT_EQ(runs({"card", "c"}).exit_code, 0);
}

}  // namespace
}  // namespace saem::test
