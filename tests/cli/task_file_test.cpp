// saem.toml: what it says is what the command line would say.
#include "saem/cli/task_file.h"

#include <algorithm>
#include <set>

#include "saem/cli/commands.h"
#include "saem/cli/completion_values.h"
#include "saem/cli/task_file_keys.h"
#include "saem/cli/task_file_settings.h"
#include "saem/cli/usage_error.h"
#include "tests/cli/support/text.h"
#include "tests/support/property.h"

namespace saem::test {
namespace {

using cli::Arguments;
using cli::OptionInfo;
using cli::TaskFile;
using cli::TrainSettings;
using cli::write_task_file;

TEST(TaskFileKeys, EveryOptionOfTrainHasASectionOrStandsInNoFile) {
  const auto keys = cli::task_file_keys();
  const auto outside = cli::options_of_no_file();
  const std::set<std::string> columns{"target", "kind", "ignore"};  // [inputs] and [outputs]
  for (const OptionInfo& info : options_of(cli::train_command().table())) {
    const auto in_keys = std::ranges::count(keys, info.name, &cli::TaskFileKey::option);
    const auto in_none = std::ranges::count(outside, info.name);
    EXPECT_EQ(in_keys + in_none + static_cast<std::ptrdiff_t>(columns.count(info.name)), 1)
        << "--" << info.name
        << " needs a line in saem/cli/task_file_keys.cpp: its section, or that it has none";
  }
  std::set<std::string> names;
  for (const cli::TaskFileKey& key : keys) {
    EXPECT_TRUE(names.insert(std::string(key.section) + "." + key.key()).second) << key.option;
    EXPECT_TRUE(std::ranges::count(cli::task_file_sections(), key.section) == 1) << key.section;
  }
}

/// All settings but those of no file, in an order of their own.
std::vector<std::pair<std::string, std::vector<std::string>>> settings_in(TrainSettings settings) {
  Arguments arguments(cli::train_command().text);
  declare_train_settings(arguments, settings);
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (auto& [name, values] : arguments.settings()) {
    if (std::ranges::count(cli::options_of_no_file(), name) > 0) continue;
    if (name == "kind") std::ranges::sort(values);
    all.emplace_back(name, values);
  }
  return all;
}

TrainSettings settings_of(const std::string& text, const std::filesystem::path& path = "saem.toml",
                          std::vector<std::string> words = {}) {
  words.insert(words.begin(), "saem.toml");
  TrainSettings given, settings;
  Arguments alone(cli::train_command().text), arguments(cli::train_command().text);
  declare_train_settings(alone, given);
  alone.check(words);
  declare_train_settings(arguments, settings);
  apply_task_file(cli::parse_task_file(text, path, arguments.table()), given, words, arguments, settings);
  return settings;
}

std::string drawn_word(const OptionInfo& info) {
  switch (info.type) {
    case OptionInfo::Type::flag:
      return "true";
    case OptionInfo::Type::integer:
      return std::to_string(*rc::gen::inRange(2, 101));
    case OptionInfo::Type::number:
      return std::to_string(*rc::gen::inRange(10, 1000)) + "e-3";
    case OptionInfo::Type::choice:
      return *rc::gen::elementOf(info.choices);
    case OptionInfo::Type::bytes:
      return std::to_string(*rc::gen::inRange(1, 1 << 30)) + "kB";
    case OptionInfo::Type::duration:
      return std::to_string(*rc::gen::inRange(1, 100'000)) + (*rc::gen::arbitrary<bool>() ? "s" : ".25s");
    default:
      return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange(' ', '~')));
  }
}

TEST(TaskFile, SettingsAreTheSameAfterTheyAreWrittenAndRead) {
  testing_support::check_property({.cases = 100}, [] {
    TrainSettings settings;
    Arguments arguments(cli::train_command().text);
    declare_train_settings(arguments, settings);
    for (const cli::TaskFileKey& key : cli::task_file_keys()) {
      if (!*rc::gen::arbitrary<bool>()) continue;
      const OptionInfo& info = *std::ranges::find(arguments.table(), key.option, &OptionInfo::name);
      arguments.preset(info.name, drawn_word(info), "test");
      if (info.type == OptionInfo::Type::texts) arguments.preset(info.name, drawn_word(info), "test");
    }
    int number = 0;
    const auto column = [&] {  // dots, quotes and equals signs among them
      return *rc::gen::container<std::string>(rc::gen::inRange(' ', '~')) + std::to_string(number++);
    };
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      settings.task.targets.push_back(column());
      if (*rc::gen::arbitrary<bool>()) settings.task.kinds.push_back(settings.task.targets.back() + "=value");
    }
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) settings.task.kinds.push_back(column() + "=number");
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) settings.task.ignored.push_back(column());
    settings.data = "mnist";

    const std::string text = write_task_file({.settings = settings, .folder = "runs/a"});
    const TrainSettings again = settings_of(text, "runs/a/saem.toml");
    RC_ASSERT(settings_in(settings) == settings_in(again));
    RC_ASSERT(again.data == "mnist");
    RC_ASSERT(write_task_file({.settings = again, .folder = "runs/a"}) == text);
  });
}

TEST(TaskFile, ColumnsThatWereFoundAreWrittenWithTheReason) {
  const LearningTask task{.features = {{"age", FeatureKind::number, "88 different numbers"},
                                       {"a.\"b\"\n", FeatureKind::ignored, "it\ncounts"}},
                          .targets = {{"Survived", TargetKind::classes, "by its name", {"0", "1"}}}};
  TrainSettings settings;
  settings.data = "mnist";
  settings.task.task = "classification";
  const std::string text =
      write_task_file({.settings = settings, .folder = ".", .task = &task, .division = "train 8 · test 2"});
  EXPECT_TRUE(has(text,
                  "[inputs]\nage = \"number\"           # 88 different numbers\n"
                  "\"a.\\\"b\\\"\\n\" = \"ignored\"  # it\\ncounts\n"));
  EXPECT_TRUE(has(text, "[outputs]\nSurvived = \"classes\"  # by its name\n"));
  EXPECT_TRUE(has(text, "# train 8 · test 2\n"));
  EXPECT_TRUE(lacks(text, "task = "));
  const TrainSettings again = settings_of(text);
  EXPECT_EQ(again.task.targets, std::vector<std::string>{"Survived"});
  EXPECT_EQ(again.task.kinds, (std::vector<std::string>{"age=number", "Survived=classes"}));
  EXPECT_EQ(again.task.ignored, std::vector<std::string>{"a.\"b\"\n"});
}

TEST(TaskFile, ColumnsThatBecameWindowsAreStillIgnored) {
  const LearningTask task{.features = {{"series", FeatureKind::series, ""}},
                          .targets = {{"activity", TargetKind::classes, "as asked", {"a", "b"}}}};
  TrainSettings settings;
  settings.data = "mnist";
  settings.task.window = 80;
  settings.task.targets = {"activity"};
  settings.task.ignored = {"temperature"};
  const std::string text = write_task_file({.settings = settings, .folder = ".", .task = &task});
  EXPECT_TRUE(has(text, "[inputs]\nseries = \"series\"\ntemperature = \"ignored\"\n"));
  EXPECT_TRUE(has(text, "[outputs]\nactivity = \"classes\"  # as asked\n"));
  EXPECT_TRUE(has(text, "window = 80\n"));
}

TEST(TaskFile, UnusedOptionsAreLeftOut) {
  TrainSettings settings;
  settings.data = "mnist";
  settings.optimizer = "adam";
  EXPECT_TRUE(has(write_task_file({.settings = settings, .folder = "."}), "optimizer = \"adam\""));
  EXPECT_TRUE(
      lacks(write_task_file({.settings = settings, .folder = ".", .unused = {"optimizer"}}), "optimizer = "));
}

TEST(TaskFile, TheCommandLineCountsForMore) {
  const std::string text =
      "[inputs]\na = \"number\"\nb = \"category\"\nc = \"ignored\"\n[outputs]\ny = \"classes\"\n"
      "[training]\nepochs = 7\nnesterov = true\nmomentum = 0.5\n";
  const TrainSettings s = settings_of(
      text, "saem.toml", {"--epochs", "9", "--kind", "a=text", "--ignore", "b", "nesterov=false"});
  EXPECT_EQ(s.epochs, 9);
  EXPECT_EQ(s.momentum, 0.5);
  EXPECT_FALSE(s.nesterov);
  EXPECT_EQ(s.task.kinds, (std::vector<std::string>{"y=classes", "a=text"}));
  EXPECT_EQ(s.task.ignored, (std::vector<std::string>{"c", "b"}));
  for (const char* name : {"epochs", "momentum", "nesterov", "target", "kind"})
    EXPECT_EQ(std::ranges::count(s.given, name), 1) << name;
  const TrainSettings other = settings_of(text, "saem.toml", {"--target", "a"});
  EXPECT_EQ(other.task.targets, std::vector<std::string>{"a"});
  EXPECT_EQ(other.task.kinds, std::vector<std::string>{"b=category"});
  EXPECT_EQ(settings_of(text, "saem.toml", {"--task", "regression"}).task.kinds,
            (std::vector<std::string>{"a=number", "b=category"}));
  EXPECT_EQ(settings_of(text, "saem.toml", {"--kind", "y=value"}).task.kinds,
            (std::vector<std::string>{"a=number", "b=category", "y=value"}));
}

TEST(TaskFile, ThePathOfTheDataIsRelativeToTheFile) {
  const auto data = [](const std::string& text, const std::string& path) {
    return settings_of(text, path).data;
  };
  EXPECT_EQ(data("[data]\npath = \"../../x.csv\"", "runs/a/saem.toml"), "x.csv");
  EXPECT_EQ(data("[data]\npath = \"x.csv\"", "saem.toml"), "x.csv");
  EXPECT_EQ(data("[data]\npath = \"/d/x.csv\"", "runs/a/saem.toml"), "/d/x.csv");
  EXPECT_EQ(data("[data]\npath = \"-\"", "runs/a/saem.toml"), "-");
  EXPECT_EQ(data("[data]\npath = \"mnist\"", "saem.toml"), "./mnist") << "a path, not the name";
  EXPECT_EQ(data("[data]\nname = \"mnist\"", "runs/a/saem.toml"), "mnist");
  EXPECT_EQ(data("", "runs/a/saem.toml"), "runs/a/") << "beside the data";
  EXPECT_EQ(data("", "saem.toml"), ".");
}

struct WrongTaskFile {
  std::string text;
  std::vector<std::string> says;
};
class WrongTaskFiles : public testing::TestWithParam<WrongTaskFile> {};

TEST_P(WrongTaskFiles, AreRefusedWithThePlace) {
  try {
    static_cast<void>(settings_of(GetParam().text, "f/saem.toml"));
    FAIL() << GetParam().text;
  } catch (const cli::UsageError& error) {
    for (const std::string& part : GetParam().says) EXPECT_TRUE(has(error.what(), part));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongTaskFiles,
    testing::Values(
        WrongTaskFile{
            "[training]\nepochs = 0\n",
            {"f/saem.toml, line 2, column 1: epochs: expected a whole number from 1", "received '0'"}},
        WrongTaskFile{"[training]\nepochs = \"3\"\n", {"expected a whole number, received a text: \"3\""}},
        WrongTaskFile{"[training]\nepochs = 2.5\n", {"expected a whole number, received a number: 2.5"}},
        WrongTaskFile{"[training]\n\n  epohcs = 3\n",
                      {"line 3, column 3: epohcs: [training] has no such key", "Did you mean 'epochs'?"}},
        WrongTaskFile{"[training]\ntest = 0.2\n", {"[training] has no such key", "It belongs to [split]."}},
        WrongTaskFile{"[model]\nmodel = \"mlp\"\n", {"[model] has no such key", "[model] has network, "}},
        WrongTaskFile{"[trainin]\nepochs = 3\n", {"there is no such section", "Did you mean 'training'?"}},
        WrongTaskFile{"[zzz]\n", {"There are data, inputs, "}},
        WrongTaskFile{"epochs = 3\n", {"stands in no section", "It belongs to [training]"}},
        WrongTaskFile{"[[training]]\nepochs = 3\n", {"training: expected a section, received a list"}},
        WrongTaskFile{"split = 3\n", {"split: expected a section, received a whole number: 3"}},
        WrongTaskFile{"[training]\nepochs = [1, 2]\n", {"received a list: [1, 2]"}},
        WrongTaskFile{"[training]\nnesterov = 1\n", {"expected true or false, received a whole number: 1"}},
        WrongTaskFile{"[training]\nlearning_rate = nan\n", {"expected a number above 0, received 'nan'"}},
        WrongTaskFile{"[training]\nlearning_rate = -1\n", {"learning_rate: expected a number above 0"}},
        WrongTaskFile{"[training]\nlearning_rate = 2024-01-01\n", {"received a date or time: 2024-01-01"}},
        WrongTaskFile{"[training]\noptimizer = \"adma\"\n", {"line 2", "Did you mean 'adam'?"}},
        WrongTaskFile{"[training]\ntime_budget = 10\n", {"a duration in quotes, such as \"10m\""}},
        WrongTaskFile{"[training]\ntime_budget = \"10\"\n", {"expected a duration, received '10'"}},
        WrongTaskFile{"[training]\nmemory_budget = 7\n", {"an amount of memory in quotes"}},
        WrongTaskFile{"[training]\nout = \"x\"\n", {"[training] has no such key"}},
        WrongTaskFile{"[data]\npath = 3\n", {"path: expected a text in quotes, received a whole number: 3"}},
        WrongTaskFile{"[data]\npath = \"\"\n", {"path: expected a text in quotes"}},
        WrongTaskFile{"[data]\npath = \"a\"\nname = \"b\"\n", {"line 3", "a path or a name, not both"}},
        WrongTaskFile{"[data]\npaht = \"a\"\n", {"Did you mean 'path'?"}},
        WrongTaskFile{"[inputs]\nx = \"numer\"\n", {"received 'numer'", "Did you mean 'number'?"}},
        WrongTaskFile{"[inputs]\nx = 3\n", {"expected one of auto, number", "received a whole number: 3"}},
        WrongTaskFile{"[inputs]\na.b = \"number\"\n", {"line 2", "received a table", "\"a.b\" = \"number\""}},
        WrongTaskFile{"[outputs]\ny = \"number\"\n",
                      {"expected one of auto, classes, value, received 'number'"}},
        WrongTaskFile{"[inputs]\ny = \"number\"\n[outputs]\ny = \"value\"\n",
                      {"line 4", "among the [inputs] too"}}));

}  // namespace
}  // namespace saem::test
