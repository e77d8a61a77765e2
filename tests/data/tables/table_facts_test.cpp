#include "saem/data/tables/table_facts.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/data/tables/csv.h"

namespace saem {
namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

Table table_of(const std::string& text) { return parse_csv(text, "data.csv"); }

TEST(TableFacts, CountsAColumn) {
  const TableFacts facts =
      table_facts(table_of("id,x,kind,same,none\n1,1.5,a,k,\n2,NA,b,k,NA\n3,-2,a,k,?\n4,inf,,k,\n"));
  EXPECT_EQ(facts.rows, 4);
  ASSERT_EQ(facts.columns.size(), 5U);
  const auto& [id, x, kind, same, none] =
      std::tie(facts.columns[0], facts.columns[1], facts.columns[2], facts.columns[3], facts.columns[4]);
  EXPECT_TRUE(id.index);
  EXPECT_EQ(x.missing, 1);
  EXPECT_TRUE(x.numbers);
  EXPECT_EQ(x.not_finite, 1);
  EXPECT_EQ(x.min, -2);
  EXPECT_EQ(x.max, 1.5);
  EXPECT_EQ(x.mean, -0.25);
  EXPECT_FALSE(x.index);
  EXPECT_FALSE(kind.numbers);
  EXPECT_EQ(kind.distinct, 2);
  EXPECT_EQ(kind.most_frequent, (Counts{{"a", 2}, {"b", 1}}));
  EXPECT_FALSE(kind.constant);
  EXPECT_TRUE(same.constant);
  EXPECT_TRUE(none.constant);
  EXPECT_EQ(none.missing, 4);
  EXPECT_FALSE(none.numbers);
}

TEST(TableFacts, DecimalCommasCount) {
  const TableFacts facts = table_facts(table_of("x;y\n1,5;a\n2,5;b\n"));
  EXPECT_TRUE(facts.columns[0].numbers);
  EXPECT_EQ(facts.columns[0].mean, 2.0);
}

TEST(TableFacts, ThousandsOfATableWithCommasCount) {
  const TableFacts facts = table_facts(table_of("x,y\n\"31,390\",a\n\"77,878\",b\n"));
  EXPECT_EQ(facts.columns[0].min, 31390);
}

TEST(TableFacts, DifferentTextsAreCountedUpToALimit) {
  std::string text = "x,y\n";
  for (int i = 0; i < 150'000; ++i) text += fmt::format("v{},{}\n", i, i % 1000);
  const Table table = table_of(text);
  const TableFacts all = table_facts(table);
  EXPECT_EQ(all.columns[0].distinct, 150'000) << "10⁵ categories";
  EXPECT_FALSE(all.columns[0].more_distinct);
  EXPECT_EQ(all.columns[1].distinct, 1000);
  EXPECT_EQ(all.columns[1].most_frequent.front(), (std::pair<std::string, std::int64_t>("0", 150)));
  const TableFacts some = table_facts(table, {.most_distinct = 1000});
  EXPECT_TRUE(some.columns[0].more_distinct);
  EXPECT_EQ(some.columns[0].distinct, 1000);
  EXPECT_FALSE(some.columns[1].more_distinct);
}

TEST(TableFacts, AnIndexCountsTheRows) {
  const auto is_index = [](const std::string& numbers) {
    return table_facts(table_of("x\n" + numbers)).columns[0].index;
  };
  EXPECT_TRUE(is_index("0\n1\n2\n"));
  EXPECT_TRUE(is_index("1\n2\n3\n"));
  EXPECT_FALSE(is_index("1700\n1701\n1702\n")) << "years";
  EXPECT_FALSE(is_index("1\n3\n2\n"));
  EXPECT_FALSE(is_index("1\n"));
}

TEST(TableFacts, DuplicateRowsButForTheIndex) {
  const TableFacts facts = table_facts(table_of("id,x,y\n1,a,b\n2,ab,\n3,a,b\n4,,ab\n5,a,b\n"));
  EXPECT_EQ(facts.duplicates.count, 2);
  ASSERT_TRUE(facts.duplicates.first);
  EXPECT_EQ(facts.duplicates.first->first_line, 2);
  EXPECT_EQ(facts.duplicates.first->second_line, 4);
  EXPECT_EQ(table_facts(table_of("x,y\n1,2\n2,1\n")).duplicates.count, 0);
}

TEST(TableFacts, RowsThatTwoTablesShare) {
  const Table train = table_of("id,x,y,label\n1,a,b,0\n2,c,d,1\n"), test = table_of("id,y,x\n8,b,a\n9,c,d\n");
  EXPECT_EQ(shared_rows(train, test).count, 0);
  const std::vector<std::string> ignored{"id"};
  const RepeatedRows shared = shared_rows(train, test, ignored);
  EXPECT_EQ(shared.count, 1);
  EXPECT_EQ(shared.first->first_line, 2);
  EXPECT_EQ(shared.first->second_line, 2);
  EXPECT_EQ(shared_rows(train, table_of("z,w\na,b\n")).count, 0);
}

TEST(GivesAway, WhatWasMadeFromTheTargetIsFound) {
  Generator random(1);
  std::string text = "copy,code,scaled,backwards,noise,unique,kind,price\n";
  for (int i = 0; i < 200; ++i) {
    const int price = static_cast<int>(random.integer(60));
    text += fmt::format("{},c{},{},{},{},u{},{},{}\n", price, price / 2 * 2 + price % 2, price * price,
                        -price, random.integer(60), i, price < 30 ? "low" : "high", price);
  }
  const std::vector<GivesAway> found = gives_away(table_of(text), "price");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].column, "copy");
  EXPECT_EQ(found[0].reason, "it is the same as 'price' in every row");
  EXPECT_EQ(found[1].column, "code");
  EXPECT_NE(found[1].reason.find("values comes with one value of 'price' only"), std::string::npos);
  EXPECT_EQ(found[2].column, "scaled");
  EXPECT_EQ(found[3].column, "backwards");
  const std::vector<GivesAway> kinds = gives_away(table_of(text), "kind");
  EXPECT_EQ(kinds.size(), 5U) << "and the price itself";
}

TEST(GivesAway, OrderOfNumbers) {
  Generator random(2);
  std::string text = "seconds,other,minutes\n";
  for (int i = 0; i < 50; ++i) {
    const double minutes = random.uniform();
    text += fmt::format("{},{},{}\n", std::round(minutes * 60e9) / 1e9, random.uniform(), minutes);
  }
  const std::vector<GivesAway> found = gives_away(table_of(text), "minutes");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reason,
            "its numbers have the same order as those of 'minutes' (rank correlation 1.0000)");
}

TEST(GivesAway, FewRowsAndChanceAreNoReason) {
  EXPECT_TRUE(gives_away(table_of("x,y\na,1\na,1\nb,2\nb,2\n"), "y").empty());
  std::string rare = "x,y\n";  // 1 % of positives: pairs mostly agree whatever they are
  for (int i = 0; i < 400; ++i) rare += fmt::format("k{},{}\n", i / 2, i / 2 == 7 ? 1 : 0);
  EXPECT_TRUE(gives_away(table_of(rare), "y").empty());
  EXPECT_TRUE(gives_away(table_of("x,y\na,1\nb,1\n"), "y").empty()) << "a constant target";
  EXPECT_THROW((void)gives_away(table_of("x,y\n1,2\n"), "z"), ValueError);
}

}  // namespace
}  // namespace saem
