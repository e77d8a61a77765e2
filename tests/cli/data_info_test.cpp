#include "saem/cli/data_info.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "saem/cli/task_data.h"
#include "saem/cli/usage_error.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/data/sounds/make_wav.h"
#include "tests/data/support/make_files.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

template <class Change>
cli::TaskSettings with(Change change) {
  cli::TaskSettings settings;
  change(settings);
  return settings;
}

class DataInfoTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_.path() / name).parent_path());
    return folder_.write(name, content).string();
  }
  cli::DataInfo look(const std::string& name, cli::TaskSettings task = {}) {
    settings_.data = (folder_.path() / name).string();
    settings_.task = std::move(task);
    return cli::look_at_data(settings_);
  }
  [[nodiscard]] std::string text(const cli::DataInfo& info) const {
    return cli::data_info_text(info, settings_);
  }
  [[nodiscard]] Json json(const cli::DataInfo& info) const {
    return Json::parse(cli::data_info_json(info, settings_));
  }

  TemporaryFolder folder_;
  cli::DataInfoSettings settings_;
};

std::string table(int rows) {
  std::string text = "id,size,colour,copy,y\n";
  for (int i = 0; i < rows; ++i)
    text += fmt::format("{},{}.5,{},{},{}\n", i, i * 37 % 101, i % 3 == 0 ? "red" : "blue",
                        i % 2 == 0 ? "t" : "f", i % 2 == 0 ? "yes" : "no");
  return text;
}

std::string wide_table(int columns) {
  std::string text;
  for (int c = 0; c < columns; ++c) text += fmt::format("gene {},", c);
  text += "y\n";
  for (int row = 0; row < 6; ++row) {
    for (int c = 0; c < columns; ++c) text += fmt::format("{}.5,", (row * 7 + c) % 11);
    text += row % 2 == 0 ? "p\n" : "q\n";
  }
  return text;
}

TEST_F(DataInfoTest, TheTimeGrowsAsTheColumnsDo) {
  const auto seconds = [&](int columns) {
    const std::string name = fmt::format("{}.csv", columns);
    file(name, wide_table(columns));
    const std::clock_t begin = std::clock();
    const cli::DataInfo info = look(name);
    EXPECT_EQ(info.columns.size(), static_cast<std::size_t>(columns) + 1);
    EXPECT_TRUE(has(text(info), fmt::format("… and {} columns more", columns + 1 - 60)));
    return static_cast<double>(std::clock() - begin);
  };
  const double some = seconds(4'000), many = seconds(32'000);
  EXPECT_LT(many, 24 * some) << "eight times the columns";
}

TEST_F(DataInfoTest, OfATableSaysWhatEachColumnIs) {
  file("a.csv", table(100));
  const cli::DataInfo info = look("a.csv");
  EXPECT_EQ(info.layout, "a table of 100 rows and 5 columns");
  const std::string out = text(info);
  EXPECT_TRUE(has(out, "separator ','"));
  EXPECT_TRUE(has(out, "left out"));
  EXPECT_TRUE(has(out, "target: classes"));
  EXPECT_TRUE(has(out, "'copy' gives 'y' away: each of its 2 values comes with one value of 'y' only"));
  EXPECT_TRUE(has(out, "at random, with the same shares of each class"));
  const Json all = json(info);
  EXPECT_EQ(all["examples"], 100);
  EXPECT_EQ(all["columns"][0]["role"], "left out");
  EXPECT_EQ(all["columns"][1]["kind"], "number");
  EXPECT_EQ(all["gives_away"][0]["column"], "copy");
  EXPECT_EQ(all["training"]["split"]["test"], 20);
  EXPECT_TRUE(all["refusal"].is_null());
}

TEST_F(DataInfoTest, FollowsTheOptions) {
  file("a.csv", table(100));
  const cli::DataInfo info = look("a.csv", with([](cli::TaskSettings& s) {
                                    s.targets = {"size"};
                                    s.ignored = {"copy"};
                                    s.test = 0.5;
                                  }));
  EXPECT_EQ(info.task->targets[0].kind, TargetKind::value);
  EXPECT_EQ(info.split->test.size(), 50U);
  EXPECT_TRUE(has(message_of<ValueError>(
                      [&] { (void)look("a.csv", with([](cli::TaskSettings& s) { s.targets = {"syze"}; })); }),
                  "Did you mean 'size'?"));
}

TEST_F(DataInfoTest, RepeatedAndSharedRowsAreCounted) {
  std::string train = "x,z,y\n", test = "x,z,y\n";
  for (int i = 0; i < 30; ++i) train += fmt::format("{},{},{}\n", i, i * i, i % 2 == 0 ? "a" : "b");
  train += "3,9,a\n";  // as before, with another answer
  for (int i = 25; i < 35; ++i) test += fmt::format("{},{},{}\n", i, i * i, i % 2 == 0 ? "a" : "b");
  file("set/train.csv", train);
  file("set/test.csv", test);
  const cli::DataInfo info = look("set");
  EXPECT_EQ(info.repeats.shared, 5);
  EXPECT_EQ(info.repeats.count, 6);
  EXPECT_EQ(info.repeats.contradicting, 1);
  EXPECT_TRUE(
      has(text(info),
          "5 of the test part are in the training part too (test.csv, line 2, as train.csv, line 27)"));
}

TEST_F(DataInfoTest, DamagedRowsAreListed) {
  file("a.csv", table(40) + "1,2\n");
  const cli::DataInfo info = look("a.csv");
  ASSERT_EQ(info.unreadable.size(), 1U);
  EXPECT_TRUE(has(text(info), "1 cannot be read\n"));
  EXPECT_TRUE(has(info.unreadable[0], "line 42"));
}

TEST_F(DataInfoTest, WhatATrainingWouldRefuseIsSaid) {
  file("one.csv", "x,y\n1,a\n2,a\n");
  const cli::DataInfo info = look("one.csv");
  EXPECT_TRUE(has(info.refusal, "every example has the same answer"));
  EXPECT_TRUE(has(text(info), "a training would refuse these data"));
  EXPECT_FALSE(json(info)["refusal"].is_null());
}

TEST_F(DataInfoTest, PicturesAreDecodedAndCompared) {
  const auto picture = [](char value) { return make_png(2, 1, {std::string("\x01") + value}); };
  for (int i = 0; i < 6; ++i) {
    file(fmt::format("p/train/cat/{}.png", i), picture(static_cast<char>(i)));
    file(fmt::format("p/train/dog/{}.png", i), picture(static_cast<char>(20 + i)));
  }
  file("p/test/cat/0.png", picture(3));
  file("p/test/dog/0.png", picture(50));
  file("p/train/dog/cut.png", picture(60).substr(0, 40));
  file("p/train/dog/empty.png", "");
  const cli::DataInfo info = look("p");
  EXPECT_EQ(info.layout, "15 pictures");  // the empty one is left out by the reader
  EXPECT_EQ(info.unreadable.size(), 2U);
  EXPECT_EQ(info.repeats.shared, 1);
  EXPECT_TRUE(has(text(info), "a PNG picture; 1 x 2 (height x width); grey"));
  EXPECT_TRUE(has(text(info), "test/cat/0.png, as train/cat/3.png"));
}

TEST_F(DataInfoTest, SoundsTellTheirRateAndSpeakers) {
  for (const char* name :
       {"7_ann_0", "7_ann_5", "7_bob_0", "7_bob_5", "8_ann_0", "8_ann_5", "8_bob_0", "8_bob_5"}) {
    std::string samples;
    for (int i = 0; i < 400; ++i) samples += static_cast<char>(i * name[0] % 200 + name[2]);
    file(fmt::format("s/{}.wav", name), make_wav(samples + name));
  }
  const cli::DataInfo info = look("s", with([](cli::TaskSettings& s) { s.group = "speaker"; }));
  EXPECT_TRUE(has(text(info), "8,000 Hz; mono"));
  ASSERT_TRUE(info.split) << info.refusal;
  EXPECT_TRUE(has(info.split->description, "the examples of each 'speaker' together"));
  const auto without_parts = [](const std::string& group) {
    return with([group](cli::TaskSettings& s) {
      s.parts = "ignore";
      s.group = group;
    });
  };
  EXPECT_TRUE(
      has(look("s", without_parts("")).split->description, "the examples of each 'speaker' together"));
  const cli::DataInfo mixed = look("s", without_parts("none"));
  EXPECT_FALSE(has(mixed.split->description, "together"));
  EXPECT_TRUE(has(text(mixed), "speakers are on both sides of the division, as asked"));
}

TEST_F(DataInfoTest, RecordingsMayBeCutIntoWindows) {
  std::string rows = "subject,time,x,activity\n", wisdm;
  for (int subject = 0; subject < 4; ++subject) {
    for (int t = 1; t <= 20; ++t) {
      rows += fmt::format("{},{},{},{}\n", subject, t, t * t % 7, t <= 10 ? "walk" : "sit");
      wisdm += fmt::format("{},{},{},1.5,{},0.5;\n", subject, t <= 10 ? "Walking" : "Sitting", t * 1000,
                           t * t % 7);
    }
  }
  file("m.csv", rows);
  file("wisdm.txt", wisdm);
  EXPECT_TRUE(has(text(look("m.csv")), "'subject' and 'time' look like recordings"));
  const cli::DataInfo windows = look("m.csv", with([](cli::TaskSettings& s) { s.window = 5; }));
  EXPECT_EQ(windows.layout, "16 recordings");
  ASSERT_TRUE(windows.split) << windows.refusal;
  EXPECT_TRUE(has(windows.split->description, "together"));
  EXPECT_TRUE(has(text(look("wisdm.txt")), "--window 80 --step 40"));
  EXPECT_EQ(look("wisdm.txt", with([](cli::TaskSettings& s) {
                   s.window = 5;
                   s.step = 5;
                 }))
                .read.samples.size(),
            16);
  // A training asks for them.
  const std::string wisdm_path = (folder_.path() / "wisdm.txt").string();
  EXPECT_TRUE(
      has(message_of<cli::UsageError>([&] { (void)cli::read_task_data(wisdm_path, {}); }), "--window 80"));
  EXPECT_TRUE(has(message_of<cli::UsageError>([&] {
                    (void)cli::read_task_data(wisdm_path, with([](cli::TaskSettings& s) { s.step = 4; }));
                  }),
                  "--step"));
}

TEST_F(DataInfoTest, TheirOwnDivisionCanBeLeftAside) {
  std::string rows = "x,y\n";
  for (int i = 0; i < 20; ++i) rows += fmt::format("{},{}\n", i * 7 % 20, i % 2 == 0 ? "a" : "b");
  file("set/train.csv", rows);
  file("set/test.csv", rows);
  EXPECT_EQ(look("set").split->test.size(), 20U);
  const cli::DataInfo anew = look("set", with([](cli::TaskSettings& s) { s.parts = "ignore"; }));
  EXPECT_EQ(anew.split->test.size(), 8U);
  EXPECT_TRUE(has(text(anew), "does not count, as asked"));
}

TEST_F(DataInfoTest, UnknownNamesAreRefused) {
  EXPECT_TRUE(has(message_of<cli::UsageError>([&] { (void)cli::read_task_data("titanik", {}); }),
                  "Did you mean 'titanic'?"));
  EXPECT_TRUE(has(message_of<cli::UsageError>([&] {
                    (void)cli::task_wishes(with([](cli::TaskSettings& s) { s.kinds = {"x"}; }),
                                           {.name = "s"});
                  }),
                  "COLUMN=KIND"));
}

class DataCommands : public Session {};

TEST_F(DataCommands, InfoGivesOneIfSomethingIsDamaged) {
  write("good.csv", table(50));
  write("bad.csv", table(50) + "1\n");
  EXPECT_EQ(saem({"data", "info", "good.csv"}).exit_code, 0);
  const Outcome bad = saem({"data", "info", "bad.csv", "--json"});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_EQ(bad.json()["unreadable"].size(), 1U);
  EXPECT_EQ(saem({"data", "info", "corners"}).exit_code, 0);
  EXPECT_EQ(saem({"data", "info", "absent.csv"}).exit_code, 2);
  EXPECT_EQ(saem({"data", "info", "good.csv", "--targets", "y"}).exit_code, 2);
}

TEST_F(DataCommands, ListAndGetKnowTheSets) {
  const Outcome list = saem({"data", "list"});
  EXPECT_TRUE(has(list.out, "california-housing"));
  EXPECT_GE(saem({"data", "list", "--json"}).json()["sets"].size(), 20U);
  EXPECT_TRUE(has(saem({"data", "get", "titanik"}).err, "Did you mean 'titanic'?"));
  // Nobody answers there: what is to come is said before.
  const Outcome o = test::saem({"data", "get", "ecg5000", "--force"},
                               {.folder = folder(), .environment = {"https_proxy=http://127.0.0.1:1"}});
  EXPECT_NE(o.exit_code, 0);
  for (const char* text : {"ODC-BY 1.0", "https://raw.githubusercontent.com/", "11.3 MB", "SHA-256 0d96aff1",
                           "SHA-256 baf4ad57", "does not answer"})
    EXPECT_TRUE(has(o.err, text)) << text << "\n" << o.err;
}

TEST_F(DataCommands, ALocalCopyIsNotDownloaded) {
  std::filesystem::create_directories(folder() / "own/california-housing");
  write("own/california-housing/housing.csv", table(20));
  const Outcome o =
      test::saem({"data", "get", "california-housing"},
                 {.folder = folder(), .environment = {"SAEM_DATA=" + (folder() / "own").string()}});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(
      has(o.out, "on this machine already: " + (folder() / "own/california-housing/housing.csv").string()));
}

}  // namespace
}  // namespace saem::test
