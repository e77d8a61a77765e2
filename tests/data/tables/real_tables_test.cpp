// Tables that people have: what their descriptions say is in them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "saem/data/tables/arff.h"
#include "saem/data/tables/csv.h"
#include "saem/data/tables/table_facts.h"
#include "tests/data/support/real_data.h"

namespace saem {
namespace {

using test::is_missing;
using test::real_data;
using Counts = std::map<std::string, int>;

Counts counts_of(const TextColumn& column) {
  Counts counts;
  for (std::int64_t row = 0; row < column.size(); ++row) ++counts[std::string(column[row])];
  return counts;
}
bool has_note(const Table& table, std::string_view part) {
  return std::ranges::any_of(table.notes,
                             [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

TEST(RealTables, CaliforniaHousing) {
  const auto path = real_data("california-housing/housing.csv");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table table = read_csv(path);
  EXPECT_EQ(table.rows(), 20640);
  EXPECT_EQ(table.names.size(), 10U);
  const TableFacts facts = table_facts(table);
  EXPECT_EQ(facts.columns[4].name, "total_bedrooms");
  EXPECT_EQ(facts.columns[4].missing, 207);
  EXPECT_EQ(facts.columns[9].distinct, 5);
  EXPECT_EQ(facts.columns[8].max, 500001.0);
  EXPECT_EQ(facts.duplicates.count, 0);
  EXPECT_TRUE(gives_away(table, "median_house_value").empty());
}

TEST(RealTables, Titanic) {
  const auto path = real_data("titanic");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table train = read_csv(path / "train.csv"), test = read_csv(path / "test.csv");
  EXPECT_EQ(train.rows(), 891);
  EXPECT_EQ(train.names.size(), 12U);
  EXPECT_EQ(test.rows(), 418);
  EXPECT_EQ(test.names.size(), 11U);
  EXPECT_EQ(train.column("Name")[0], "Braund, Mr. Owen Harris");
  const TableFacts facts = table_facts(train);
  EXPECT_TRUE(facts.columns[0].index);
  EXPECT_EQ(facts.columns[5].missing, 177) << "ages";
  EXPECT_TRUE(gives_away(train, "Survived").empty());
  EXPECT_EQ(shared_rows(train, test).count, 0);
}

TEST(RealTables, SmsSpam) {
  const auto path = real_data("sms-spam/spam.csv");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table table = read_csv(path);
  EXPECT_EQ(table.rows(), 5572);
  EXPECT_EQ(counts_of(table.columns[0]), (Counts{{"ham", 4825}, {"spam", 747}}));
  EXPECT_EQ(table.names[1], "message");
  EXPECT_EQ(table.columns.size(), 5U);
  EXPECT_TRUE(has_note(table, "50 of 5572 rows have a text there"));
  EXPECT_TRUE(has_note(table, "text read as Windows-1252")) << "it has quotation marks that Latin-1 has not";
  EXPECT_EQ(table_facts(table).duplicates.count, 403);
}

TEST(RealTables, RDatasets) {
  const auto path = real_data("r-datasets");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const std::map<std::string, std::pair<int, std::size_t>> sizes = {{"cars", {50, 2}},
                                                                    {"mtcars", {32, 11}},
                                                                    {"iris", {150, 5}},
                                                                    {"airquality", {153, 6}},
                                                                    {"faithful", {272, 2}},
                                                                    {"women", {15, 2}},
                                                                    {"longley", {16, 7}},
                                                                    {"AirPassengers", {144, 2}},
                                                                    {"sunspot_year", {289, 2}},
                                                                    {"BostonHousing", {506, 14}},
                                                                    {"PimaIndiansDiabetes", {768, 9}},
                                                                    {"LetterRecognition", {20000, 17}},
                                                                    {"Vowel", {990, 11}},
                                                                    {"Zoo", {101, 17}},
                                                                    {"spambase", {4601, 58}}};
  for (const auto& [name, size] : sizes) {
    const Table table = read_csv(path / (name + ".csv"));
    EXPECT_EQ(table.rows(), size.first) << name;
    EXPECT_EQ(table.names.size(), size.second) << name;
    EXPECT_TRUE(has_note(table, "the first line has the names")) << name;
  }
  EXPECT_EQ(counts_of(read_csv(path / "iris.csv").column("Species")),
            (Counts{{"setosa", 50}, {"versicolor", 50}, {"virginica", 50}}));
  EXPECT_EQ(table_facts(read_csv(path / "airquality.csv")).columns[0].missing, 37) << "Ozone";
}

TEST(RealTables, ScikitLearnsTables) {
  const auto path = real_data("uci-classics");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table iris = read_csv(path / "iris.csv");
  EXPECT_EQ(counts_of(iris.column("target")),
            (Counts{{"setosa", 50}, {"versicolor", 50}, {"virginica", 50}}));
  EXPECT_EQ(counts_of(read_csv(path / "wine_data.csv").column("target")),
            (Counts{{"class_0", 59}, {"class_1", 71}, {"class_2", 48}}));
  const Table cancer = read_csv(path / "breast_cancer.csv");
  EXPECT_EQ(cancer.names.size(), 31U);
  EXPECT_EQ(counts_of(cancer.column("target")), (Counts{{"benign", 357}, {"malignant", 212}}));
  const Table boston = read_csv(path / "boston_house_prices.csv");
  EXPECT_EQ(boston.rows(), 506);
  EXPECT_EQ(boston.names.front(), "CRIM");
  EXPECT_EQ(boston.names.back(), "target");
  const Table digits = read_csv(path / "digits.csv.gz");
  EXPECT_EQ(digits.rows(), 1797);
  EXPECT_EQ(digits.names.size(), 65U);
  EXPECT_EQ(read_csv(path / "diabetes_data_raw.csv.gz").columns.size(), 10U) << "divided by blanks";
  EXPECT_EQ(read_csv(path / "diabetes_target.csv.gz").rows(), 442);
  EXPECT_EQ(read_csv(path / "linnerud_exercise.csv").names,
            (std::vector<std::string>{"Chins", "Situps", "Jumps"}));
}

TEST(RealTables, WekasTables) {
  const auto path = real_data("uci-classics");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table diabetes = read_arff(path / "diabetes.arff");
  EXPECT_EQ(diabetes.rows(), 768);
  EXPECT_EQ(counts_of(diabetes.column("class")),
            (Counts{{"tested_negative", 500}, {"tested_positive", 268}}));
  const Table glass = read_arff(path / "glass.arff");
  EXPECT_EQ(glass.rows(), 214);
  EXPECT_EQ(counts_of(glass.column("Type")).at("build wind non-float"), 76);
  EXPECT_EQ(read_arff(path / "ionosphere.arff").rows(), 351);
  EXPECT_EQ(read_arff(path / "segment-challenge.arff").rows(), 1500);
  EXPECT_EQ(read_arff(path / "segment-test.arff").rows(), 810);
}

TEST(RealTables, SeriesInWekasFormat) {
  const auto eeg_path = real_data("eeg-eye-state/eeg_eye_state.arff"),
             ecg_path = real_data("ecg5000/ECG5000_TRAIN.arff");
  if (is_missing(eeg_path) || is_missing(ecg_path)) GTEST_SKIP() << "the data are not here";
  const Table eeg = read_arff(eeg_path);
  EXPECT_EQ(eeg.rows(), 14980);
  EXPECT_EQ(counts_of(eeg.column("eyeDetection")), (Counts{{"0", 8257}, {"1", 6723}}));
  const Table ecg = read_arff(ecg_path);
  EXPECT_TRUE(has_note(ecg, "no header of an ARFF file"));
  EXPECT_EQ(ecg.columns.size(), 141U);
  EXPECT_EQ(counts_of(ecg.columns.back()), (Counts{{"1", 292}, {"2", 177}, {"3", 10}, {"4", 19}, {"5", 2}}));
}

TEST(RealTables, KoreanReviews) {
  const auto path = real_data("nsmc-subset");
  if (is_missing(path)) GTEST_SKIP() << path << " is not here";
  const Table test = read_csv(path / "ratings_test_subset.tsv"),
              train = read_csv(path / "ratings_train_subset.tsv");
  EXPECT_EQ(test.names, (std::vector<std::string>{"id", "document", "label"}));
  EXPECT_EQ(counts_of(test.column("label")), (Counts{{"0", 4000}, {"1", 4000}}));
  EXPECT_EQ(train.rows(), 40000);
  EXPECT_TRUE(has_note(test, "quotation marks are read as text"));
}

}  // namespace
}  // namespace saem
