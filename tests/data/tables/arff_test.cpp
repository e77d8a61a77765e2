#include "saem/data/tables/arff.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::message_of;
using Texts = std::vector<std::string>;

Table parse(const std::string& text, const ArffOptions& options = {}) {
  return parse_arff(text, "data.arff", options);
}
std::string refusal(const std::string& text) {
  return message_of<FileError>([&] { (void)parse(text); });
}
bool has_note(const Table& table, std::string_view part) {
  return std::ranges::any_of(table.notes,
                             [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

const std::string header =
    "% a comment\n@RELATION 'my table'\n\n@attribute x numeric\n@Attribute 'the class' {a, 'b c' ,\"d\"}\n"
    "@attribute \"it\\'s\" string\n@attribute day date 'yyyy-MM-dd'\n@data\n";

TEST(Arff, ReadsEveryKindOfAttribute) {
  const Table table = parse(
      header + "% rows\n1.5, a, 'x, \\'y\\'', 2024-01-02\n?, 'b c', ?, ?\n\n-1e3,d,'?',\"2024-01-03\"\n");
  EXPECT_EQ(table.names, (Texts{"x", "the class", "it's", "day"}));
  EXPECT_EQ(table.columns[0].to_strings(), (Texts{"1.5", "", "-1e3"}));
  EXPECT_EQ(table.columns[1].to_strings(), (Texts{"a", "b c", "d"}));
  EXPECT_EQ(table.columns[2].to_strings(), (Texts{"x, 'y'", "", "?"}));
  EXPECT_EQ(table.columns[3].to_strings(), (Texts{"2024-01-02", "", "2024-01-03"}));
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{10, 11, 13}));
  EXPECT_TRUE(has_note(table, "'the class' has the classes a, b c, d"));
  EXPECT_TRUE(has_note(table, "'day' has dates as 'yyyy-MM-dd'"));
}

TEST(Arff, LineEndsAndTypesInAnyCase) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const Table table = parse("@relation r" + end + "@attribute a REAL" + end + "@attribute b{0,1}" + end +
                              "@DATA" + end + "1,0" + end + "2,1");
    EXPECT_EQ(table.columns[1].to_strings(), (Texts{"0", "1"}));
  }
}

TEST(Arff, BadRowsStopOrAreListed) {
  EXPECT_TRUE(refusal(header + "1,a,x\n")
                  .starts_with("data.arff, line 9: expected 4 cells, as many as attributes, received 3"));
  EXPECT_NE(refusal(header + "one,a,x,y\n").find("attribute 'x' is a number, received 'one'"),
            std::string::npos);
  EXPECT_NE(refusal(header + "1,c,x,y\n").find("attribute 'the class' has no class 'c'"), std::string::npos);
  EXPECT_NE(refusal(header + "1,a,'x,y\n").find("the quotation mark ' is never closed"), std::string::npos);
  EXPECT_NE(refusal(header + "1,a,'x'y,z\n").find("received 'y'"), std::string::npos);
  const Table table =
      parse(header + "1,a,x,y\n1,c,x,y\n2,a,x\n3,d,x,y\n", {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(table.columns[0].to_strings(), (Texts{"1", "3"}));
  EXPECT_EQ(table.skipped.size(), 2U);
}

TEST(Arff, WhatIsNotReadIsNamed) {
  EXPECT_NE(refusal(header + "{0 1.5, 1 a}\n").find("a sparse row"), std::string::npos);
  EXPECT_NE(refusal("@relation r\n@attribute bag relational\n").find("has the type 'relational'"),
            std::string::npos);
  EXPECT_NE(refusal("@relation r\n@attribute x {a, b\n@data\n").find("has no '}'"), std::string::npos);
  EXPECT_NE(refusal("@relation r\n@attribute x numeric\n").find("the file ends before @data"),
            std::string::npos);
  EXPECT_NE(refusal("@relation r\n@data\n1\n").find("before any @attribute"), std::string::npos);
  EXPECT_NE(refusal("@relation r\nx numeric\n")
                .find("line 2: expected @relation, @attribute or @data, received 'x'"),
            std::string::npos);
  EXPECT_NE(refusal("").find("received an empty file"), std::string::npos);
}

TEST(Arff, AFileWithoutHeaderIsATable) {
  const Table table = parse("1.5,2,1\n2.5,3,2\n");
  EXPECT_EQ(table.rows(), 2);
  EXPECT_TRUE(has_note(table, "no header of an ARFF file"));
}

}  // namespace
}  // namespace saem
