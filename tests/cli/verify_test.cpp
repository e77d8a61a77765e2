// saem runs verify: a run is repeated and compared, whatever was changed meanwhile.
#include <csignal>
#include <nlohmann/json.hpp>

#include "saem/interop/safetensors.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

class Verify : public Session {
 protected:
  void make_run() const { train("a", {"--seed", "5", "--model", "mlp"}); }
  Outcome verify(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"runs", "verify", "a"};
    words.insert(words.end(), more.begin(), more.end());
    return saem(words);
  }
  void change_record(const std::function<void(nlohmann::json&)>& change) const {
    auto record = nlohmann::json::parse(content("a/run.json"));
    change(record);
    write("a/run.json", record.dump());
  }
};

TEST_F(Verify, ARunThatIsRepeatedIsTheSame) {
  make_run();
  const std::string model = content("a/model.safetensors"), record = content("a/run.json");
  const Outcome o = verify({"--quiet"});
  EXPECT_EQ(o.exit_code, 0) << o.out << o.err;
  EXPECT_EQ(o.out, "a: repeated, with the same model and the same history, bit for bit\n");
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(content("a/model.safetensors"), model);
  EXPECT_EQ(content("a/run.json"), record);
}

TEST_F(Verify, OtherThreadsAreNamedAndGiveTheSame) {
  make_run();
  const int threads = nlohmann::json::parse(content("a/run.json")).at("machine").at("threads");
  const Outcome o = verify({"--threads", std::to_string(threads + 1), "--json"});
  EXPECT_EQ(o.exit_code, 0) << o.out << o.err;
  EXPECT_EQ(o.json().at("same"), true);
  EXPECT_EQ(o.json().at("circumstances").at("threads").at("now"), std::to_string(threads + 1));
}

TEST_F(Verify, AnAlteredWeightIsFound) {
  make_run();
  SafetensorsFile file = read_safetensors(folder() / "a/model.safetensors");
  for (auto& [name, array] : file.tensors) {
    if (name != "dense_1/bias") continue;
    Array changed = array;
    changed.mutable_data<float>()[3] += 0.25F;
    array = changed;
  }
  write_safetensors(folder() / "a/model.safetensors", file);
  const Outcome o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.out, "a: repeated, and NOT the same"));
  EXPECT_TRUE(
      has(o.out,
          "1 of 6 tensors differ, the first: 'dense_1/bias' float32 (512,): 1 of 512 values differ, by at "
          "most 0.25; the first is number 3:"));
  EXPECT_TRUE(has(o.out, "model.safetensors is not as the run wrote it (checksum "));
  EXPECT_TRUE(lacks(o.out, "history  line"));
}

TEST_F(Verify, AnAlteredRecordIsFound) {
  make_run();
  change_record([](nlohmann::json& record) { record["settings"]["seed"] = 6; });
  const Outcome o = verify({"--json"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_EQ(o.json().at("same"), false);
  EXPECT_TRUE(starts(o.json().at("model").at(0).get<std::string>(), "6 of 6 tensors differ"));
  EXPECT_TRUE(has(o.json().at("history").at(0).get<std::string>(), "line 2 differs: 0,"));
  EXPECT_TRUE(has(verify().out, "the record was changed, or this is a defect of saem"));
}

TEST_F(Verify, AnAlteredHistoryIsFound) {
  make_run();
  write("a/history.csv", content("a/history.csv") + "2,1,0,1,0\n");
  const Outcome o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.out, "history  line 4 differs: 2,1,0,1,0 then, (missing) now"));
  EXPECT_TRUE(has(o.out, "history.csv is not as the run wrote it"));
}

TEST_F(Verify, AnotherMachineIsNamed) {
  make_run();
  change_record([](nlohmann::json& record) {
    record["machine"]["processor"] = "abacus";
    record["settings"]["seed"] = 6;
  });
  const Outcome o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.out, "perhaps   processor: abacus then, "));
}

TEST_F(Verify, ChangedDataAreRefusedBeforeTraining) {
  make_run();
  std::string labels = content("corners/train-labels-idx1-ubyte");
  labels[20] = static_cast<char>((labels[20] + 1) % 4);
  write("corners/train-labels-idx1-ubyte", labels);
  const Outcome o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "corners: is not the data that the run"));
  EXPECT_TRUE(has(o.err, "checksum "));
  EXPECT_EQ(o.out, "");
}

TEST_F(Verify, MissingDataCanBeElsewhere) {
  make_run();
  std::filesystem::rename(folder() / "corners", folder() / "moved");
  Outcome o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "corners"));
  EXPECT_TRUE(has(o.err, "--data"));
  std::filesystem::create_directory(folder() / "elsewhere");
  std::filesystem::rename(folder() / "moved", folder() / "elsewhere/corners");
  o = verify({"--data", "elsewhere/corners"});
  EXPECT_EQ(o.exit_code, 0) << o.out << o.err;
}

TEST_F(Verify, SaysWhatCannotBeRepeated) {
  make_run();
  Outcome o = saem({"runs", "verify", "nothing"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "nothing: there is no such run, in runs or elsewhere"));
  std::filesystem::rename(folder() / "a/model.safetensors", folder() / "away");
  o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "a/model.safetensors: cannot be read"));
  std::filesystem::rename(folder() / "away", folder() / "a/model.safetensors");
  change_record([](nlohmann::json& record) { record["status"] = "interrupted"; });
  EXPECT_TRUE(
      has(verify().err,
          "a: expected a finished run, this one is interrupted.\n      Finish it first: saem resume a"));
  write("a/run.json", "[1, 2");
  o = verify();
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "a/run.json: "));
}

TEST_F(Verify, AfterCtrlCNothingIsLeftBehind) {
  const char* const epochs = has_address_sanitizer() ? "60" : "300";  // long enough to be interrupted
  ASSERT_EQ(saem({"train", "corners", "--epochs", epochs, "--batch-size", "200", "--model", "mlp", "--quiet",
                  "--out", "a"})
                .exit_code,
            0);
  std::filesystem::create_directory(folder() / "tmp");
  RunOptions options = here();
  options.environment = {"TMPDIR=" + (folder() / "tmp").string()};
  Program program({"runs", "verify", "a"}, options);
  ASSERT_TRUE(program.wait_until([&] { return program.err().find("Epoch 2/") != std::string::npos; }));
  program.send(SIGINT);
  const Outcome o = program.finish();
  EXPECT_EQ(o.exit_code, 130);
  EXPECT_TRUE(has(o.err, "interrupted: a was not compared"));
  EXPECT_EQ(o.out, "");
  EXPECT_TRUE(std::filesystem::is_empty(folder() / "tmp"));
}

// The cache may choose otherwise tomorrow: what the record says counts.
TEST_F(Verify, TheRecordsAlgorithmsCountAndNotTheCaches) {
  write_small_data(folder() / "corners", {.train = 40, .test = 10, .size = 16});
  RunOptions options = here();
  options.environment = {"XDG_CACHE_HOME=" + (folder() / "cache").string()};
  ASSERT_EQ(test::saem({"train", "corners", "--epochs", "1", "--batch-size", "20", "--out", "a"}, options)
                .exit_code,
            0);
  auto cache = nlohmann::json::parse(content("cache/saem/algorithms.json"));
  for (auto& choice : *cache.begin()) choice = choice == "direct" ? "winograd" : "direct";
  write("cache/saem/algorithms.json", cache.dump());
  const Outcome o = test::saem({"runs", "verify", "a"}, options);
  EXPECT_EQ(o.exit_code, 0) << o.out << o.err;
}

}  // namespace
}  // namespace saem::test
