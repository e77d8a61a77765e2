#include "saem/data/tables/csv.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/support/property.h"

namespace saem {
namespace {

using test::message_of;
using namespace std::string_literals;
using Rows = std::vector<std::vector<std::string>>;
using Texts = std::vector<std::string>;

Rows rows_of(const Table& table) {
  Rows rows(static_cast<std::size_t>(table.rows()));
  for (const TextColumn& column : table.columns)
    for (std::int64_t row = 0; row < table.rows(); ++row)
      rows[static_cast<std::size_t>(row)].emplace_back(column[row]);
  return rows;
}

Table parse(const std::string& bytes, const CsvOptions& options = {}) {
  return parse_csv(bytes, "data.csv", options);
}

std::string refusal(const std::string& bytes, const CsvOptions& options = {}) {
  return message_of<FileError>([&] { (void)parse(bytes, options); });
}

bool has_note(const Table& table, std::string_view part) {
  return std::ranges::any_of(table.notes,
                             [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

const Rows two_rows = {{"1", "x"}, {"2", "y"}};

TEST(Csv, FindsSeparatorAndHeader) {
  for (const std::string separator : {",", ";", "\t", "|"}) {
    const Table table = parse("a" + separator + "b\n1" + separator + "x\n2" + separator + "y\n");
    EXPECT_EQ(table.names, (Texts{"a", "b"}));
    EXPECT_EQ(rows_of(table), two_rows);
    EXPECT_EQ(table.lines, (std::vector<std::int64_t>{2, 3}));
    EXPECT_TRUE(has_note(table, separator == "\t" ? "separator TAB" : "separator '" + separator + "'"));
    EXPECT_TRUE(has_note(table, "the first line has the names"));
  }
  EXPECT_EQ(rows_of(parse("a b\n1 2\n3 4\n")), (Rows{{"1", "2"}, {"3", "4"}})) << "blanks between numbers";
  EXPECT_EQ(rows_of(parse("a#b\n1#x\n2#y", {.separator = '#'})), two_rows);
}

TEST(Csv, ADecimalCommaIsNoSeparator) {
  EXPECT_EQ(rows_of(parse("1,5;2,5;3,0\n1,0;2,0;3,1\n")),
            (Rows{{"1,5", "2,5", "3,0"}, {"1,0", "2,0", "3,1"}}));
  EXPECT_EQ(rows_of(parse("a;b\n1,5;2,5\n")), (Rows{{"1,5", "2,5"}}));
  EXPECT_EQ(rows_of(parse("id;text\n1;one, two\n2;three\n")), (Rows{{"1", "one, two"}, {"2", "three"}}));
}

TEST(Csv, OneColumn) {
  const Table table = parse("text\nHello, world\nHow are you\nFine; thanks, and you\nFine\n");
  EXPECT_EQ(table.names, Texts{"text"});
  EXPECT_EQ(rows_of(table), (Rows{{"Hello, world"}, {"How are you"}, {"Fine; thanks, and you"}, {"Fine"}}));
  EXPECT_TRUE(has_note(table, "one column"));
  EXPECT_EQ(rows_of(parse("x\n1\n\"\"\n\n2")), (Rows{{"1"}, {""}, {"2"}})) << "a blank line is no row";
}

TEST(Csv, WhetherThereIsAHeader) {
  EXPECT_EQ(parse("1,2\n3,4\n").rows(), 2);
  EXPECT_EQ(parse("1,2\n3,4\n").names, (Texts{"column 1", "column 2"}));
  EXPECT_TRUE(has_note(parse("1,2\n3,4\n"), "no names of columns"));
  EXPECT_EQ(parse("ham,hello\nspam,win\nham,yes\n").rows(), 3) << "'ham' comes again";
  EXPECT_EQ(parse("kind,text\nspam,win\nham,yes\n").rows(), 2);
  EXPECT_EQ(parse("country,1990,2000\nKorea,8,9\n").rows(), 2) << "numbers may be names; nothing says so";
  EXPECT_EQ(parse("year,1990,2000\n5,8,9\n").rows(), 1);
  EXPECT_EQ(parse("5.1,setosa\n4.9,virginica\n").rows(), 2);
  EXPECT_EQ(parse("day,x\n2024-01-01,a\n").rows(), 1);
  EXPECT_EQ(parse("country,1990\nKorea,8\n", {.header = Found::yes}).names, (Texts{"country", "1990"}));
  EXPECT_EQ(parse("a,b\n1,2\n", {.header = Found::no}).rows(), 2);
}

TEST(Csv, ColumnsGetNamesOfTheirOwn) {
  const Table table = parse("x, x ,,x (2)\n1,2,3,4\n");
  EXPECT_EQ(table.names, (Texts{"x", "x (3)", "column 3", "x (2)"}));
  EXPECT_TRUE(has_note(table, "column 2 is called 'x (3)': there is another 'x'"));
  EXPECT_TRUE(has_note(table, "column 3 has no name in the first line"));
}

TEST(Csv, RowsThatSpillIntoUnnamedColumnsAreNoted) {
  const Table table = parse("kind,text,,,\nham,hello,,,\nspam,win,now,,\nham,\"a\nb\",,,\nspam,a,b,c,d\n");
  EXPECT_EQ(table.names, (Texts{"kind", "text", "column 3", "column 4", "column 5"}));
  EXPECT_TRUE(
      has_note(table, "'column 3' to 'column 5': 2 of 4 rows have a text there, the first on line 3"));
  EXPECT_TRUE(has_note(parse("a,b,\n1,2,\n"), "nothing is written there"));
}

TEST(Csv, QuotedCells) {
  EXPECT_EQ(rows_of(parse("a,b\n\"1,\"\"2\"\"\",\"x\ny\r\nz\"\n\"\",\"\"\"\"\n")),
            (Rows{{"1,\"2\"", "x\ny\r\nz"}, {"", "\""}}));
  const Table table = parse("a,b\n\"x\n\n\",1\n2,3\n");
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{2, 5})) << "lines within cells count";
  EXPECT_EQ(rows_of(parse("a,b\n5\" pipe,6\"\n")), (Rows{{"5\" pipe", "6\""}}))
      << "within a text it is a text";
  EXPECT_EQ(rows_of(parse("a,b\n\"x,1\n", {.quotes = Found::no})), (Rows{{"\"x", "1"}}));
  EXPECT_EQ(parse("\"a \"\"b\"\"\",c\n1,2").names, (Texts{"a \"b\"", "c"}));
}

TEST(Csv, QuotationMarksInTablesWithTabs) {
  const Table texts = parse("id\ttext\n1\t\"so\n2\tno\n3\t\" he\n");
  EXPECT_EQ(rows_of(texts), (Rows{{"1", "\"so"}, {"2", "no"}, {"3", "\" he"}}));
  EXPECT_TRUE(has_note(texts, "quotation marks are read as text"));
  EXPECT_EQ(rows_of(parse("id\ttext\n1\t\"a\"\n2\t\"b \"\"c\"\"\"\n")), (Rows{{"1", "a"}, {"2", "b \"c\""}}));
  EXPECT_EQ(rows_of(parse("id\ttext\n1\t\"a\tb\nc\"\n2\td\n")), (Rows{{"1", "a\tb\nc"}, {"2", "d"}}));
}

TEST(Csv, EveryLineEnd) {
  EXPECT_EQ(rows_of(parse("a,b\r\n1,x\r\n2,y\r\n")), two_rows);
  EXPECT_EQ(rows_of(parse("a,b\r\n1,x\r\n2,\"y\"")), two_rows);
  EXPECT_EQ(rows_of(parse("a,b\r1,x\r2,\"y\"\r")), two_rows);
  EXPECT_EQ(rows_of(parse("a,b\n1,x\r\n2,\"y\"\r\n")), two_rows);
  EXPECT_EQ(rows_of(parse("a,b\n1,x\n2,")), (Rows{{"1", "x"}, {"2", ""}}));
}

TEST(Csv, BlankLinesAreNoted) {
  const Table table = parse("\n\na,b\n1,x\n\n  \r\n2,y\n\n");
  EXPECT_EQ(rows_of(table), two_rows);
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{4, 7}));
  EXPECT_TRUE(has_note(table, "5 blank lines left out, the first on line 1"));
}

TEST(Csv, RaggedRowsStopOrAreListed) {
  const std::string text = "a,b,c\n1,2,3\n4,5\n\"x\ny\",8,9,10\n6,7,8\n";
  const std::string message = refusal(text);
  EXPECT_TRUE(message.starts_with("data.csv, line 3: expected 3 cells, received 2")) << message;
  const Table table = parse(text, {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(rows_of(table), (Rows{{"1", "2", "3"}, {"6", "7", "8"}}));
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{2, 6}));
  ASSERT_EQ(table.skipped.size(), 2U);
  EXPECT_TRUE(table.skipped[1].starts_with("data.csv, line 4: expected 3 cells, received 4"));
}

TEST(Csv, WrongQuotesStopOrAreListed) {
  EXPECT_TRUE(refusal("a,b\n1,\"x\n2,y\n3,z\n")
                  .starts_with("data.csv, line 2: the quotation mark that opens on line 2 is never closed"));
  EXPECT_TRUE(refusal("a,b\n1,\"x\"z\n2,y\n")
                  .starts_with("data.csv, line 2: expected the end of the cell behind the closing quotation "
                               "mark on line 2, received 'z'"));
  const Table table = parse("a,b\n1,\"x\"z\n2,y\n3,\"x\n4,w\n", {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(rows_of(table), (Rows{{"2", "y"}, {"4", "w"}}));
  EXPECT_EQ(table.skipped.size(), 2U);
}

TEST(Csv, NothingToRead) {
  EXPECT_NE(refusal("").find("received an empty file"), std::string::npos);
  EXPECT_NE(refusal("\xEF\xBB\xBF").find("received an empty file"), std::string::npos);
  EXPECT_NE(refusal("\n\n \r\n").find("received no row"), std::string::npos);
  const Table header = parse("a,b\n");
  EXPECT_EQ(header.rows(), 0);
  EXPECT_EQ(header.names, (Texts{"a", "b"}));
}

TEST(Csv, ManyColumnsAndHugeCells) {
  std::string wide = "c0";
  for (int i = 1; i < 100'000; ++i) wide += ",c" + std::to_string(i);
  wide += '\n' + std::string(99'999, ',') + "\n";
  const Table table = parse(wide);
  EXPECT_EQ(table.columns.size(), 100'000U);
  EXPECT_EQ(table.rows(), 1);
  EXPECT_EQ(table.columns.back()[0], "");
  const std::string huge(10'000'000, 'x');
  EXPECT_EQ(parse("a,b\n1," + huge + "\n").columns[1][0], huge);
}

TEST(Csv, ScikitLearnsForm) {
  const Table table = parse("3,2,no,yes\n1,2,0\n3,4,1\n5,6,0\n");
  EXPECT_EQ(table.names, (Texts{"column 1", "column 2", "target"}));
  EXPECT_EQ(rows_of(table), (Rows{{"1", "2", "no"}, {"3", "4", "yes"}, {"5", "6", "no"}}));
  EXPECT_TRUE(has_note(table, "the last column is the target"));
  EXPECT_TRUE(has_note(table, "the classes no, yes"));
  const Table named = parse("2,2,,\n\"A\",\"B\",\"MEDV\"\n1,2,3.5\n3,4,4.5\n");
  EXPECT_EQ(named.names, (Texts{"A", "B", "target"}));
  EXPECT_EQ(named.rows(), 2);
  EXPECT_EQ(parse("4,2,no,yes\n1,2,0,0\n").names, (Texts{"4", "2", "no", "yes"})) << "another number of rows";
  EXPECT_EQ(parse("2,2,no,yes\n1,2,0\n3,4,7\n").columns[2][1], "7") << "which is no class";
}

TEST(Csv, ReadsFilesAndArchives) {
  const test::TemporaryFolder folder;
  const std::string text = "a,b\n1,x\n2,y\n";
  EXPECT_EQ(rows_of(read_csv(folder.write("표.csv", text))), two_rows);
  EXPECT_EQ(rows_of(read_csv(folder.write("t.csv.gz", test::gzip(text)))), two_rows);
  const auto path = folder.write("bad.csv", "a,b\n1\n");
  EXPECT_TRUE(message_of<FileError>([&] { (void)read_csv(path); }).starts_with(path.string() + ", line 2: "));
  EXPECT_THROW((void)read_csv(folder.path()), FileError);
  EXPECT_THROW((void)read_csv(folder.path() / "missing.csv"), FileError);
}

TEST(Csv, ReadsPipes) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "pipe";
  ASSERT_EQ(std::system(("mkfifo " + path.string()).c_str()), 0);
  ASSERT_EQ(std::system(("printf 'a,b\\n1,x\\n2,y\\n' > " + path.string() + " &").c_str()), 0);
  EXPECT_EQ(rows_of(read_csv(path)), two_rows);
}

// Any table, written with any quoting that RFC 4180 allows, reads the same.
TEST(Csv, WhatWasWrittenIsRead) {
  testing_support::check_property({.cases = 200}, [] {
    const char separator = *rc::gen::element(',', ';', '\t', '|', '#');
    const std::string line_end = *rc::gen::element("\n"s, "\r\n"s);
    const auto columns = *rc::gen::inRange<std::size_t>(1, 6);
    const auto cell = rc::gen::container<std::string>(
        rc::gen::element('a', '1', '"', ',', ';', '\t', '\n', '\r', ' ', '|', '#', '.'));
    const auto rows = *rc::gen::container<Rows>(rc::gen::container<Texts>(columns, cell));
    std::string text;
    for (const Texts& row : rows) {
      for (std::size_t i = 0; i < columns; ++i) {
        if (i > 0) text += separator;
        const bool plain = row[i].find_first_of("\"\r\n"s + separator) == std::string::npos &&
                           !row[i].starts_with(' ') && !row[i].ends_with(' ') &&
                           !(columns == 1 && row[i].empty());
        if (plain && *rc::gen::arbitrary<bool>()) {
          text += row[i];
          continue;
        }
        text += '"';
        for (const char c : row[i]) text += c == '"' ? "\"\"" : std::string(1, c);
        text += '"';
      }
      text += line_end;
    }
    RC_PRE(!rows.empty());
    const CsvOptions options{.separator = separator, .header = Found::no, .quotes = Found::yes};
    RC_ASSERT(rows_of(parse(text, options)) == rows);
  });
}

TEST(Csv, LinesBehindASignBeforeTheTableAreNoRows) {
  const Table table = parse("# made by a logger, in 2024\n#\na;b\n1;2\n#3;4\n");
  EXPECT_EQ(table.names, (Texts{"a", "b"}));
  EXPECT_EQ(rows_of(table), (Rows{{"1", "2"}, {"#3", "4"}}));
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{4, 5}));
  EXPECT_TRUE(has_note(table, "2 lines behind a # left out"));
  EXPECT_FALSE(has_note(table, "blank line")) << "they were told already";
  EXPECT_EQ(parse("#id,x\n1,2\n").names, (Texts{"#id", "x"})) << "names, of as many columns";
  EXPECT_EQ(parse("#id,x\n\"1,5\",2\n").names, (Texts{"#id", "x"}));
  EXPECT_EQ(parse("#id,x\n\"1\n5\",2\n").names, (Texts{"#id", "x"}));
  EXPECT_EQ(parse("#one\ntwo\n").rows() + 1, 2) << "words";
}

TEST(Csv, BlanksAroundCellsAreLeftOut) {
  const Table table = parse("a, b\n1 , x\r\n2,  y \n");
  EXPECT_EQ(rows_of(table), two_rows);
  EXPECT_TRUE(has_note(table, "blanks around cells are left out"));
  EXPECT_EQ(rows_of(parse("a | b\n1 | x\n2 | y\n")), two_rows);
  EXPECT_EQ(rows_of(parse("a,b\n1,x \n2,y\n")), (Rows{{"1", "x "}, {"2", "y"}})) << "a text as it is";
  EXPECT_EQ(parse("a, b\n1, x\n").names, (Texts{"a", "b"}));
  EXPECT_EQ(rows_of(parse("a, b\n1, \"x, \"\"1\"\"\" \n \"2\" , y\n")),
            (Rows{{"1", "x, \"1\""}, {"2", "y"}}));
  EXPECT_EQ(rows_of(parse("a,b\n1,\" x \"\n2, \"y\" he said\n")),
            (Rows{{"1", " x "}, {"2", " \"y\" he said"}}));
  EXPECT_EQ(rows_of(parse("a,b\n1, \"x\n2,y\n")), (Rows{{"1", " \"x"}, {"2", "y"}})) << "nothing closes it";
  EXPECT_EQ(rows_of(parse("a \tb\n1 \tx\n2 \ty\n")), two_rows);
}

TEST(Csv, BlanksDivideColumnsOfAFixedWidth) {
  const Table table = parse("   1.0e+00  -2.5\n  12.0e+00   0.5  \n\n");
  EXPECT_EQ(rows_of(table), (Rows{{"1.0e+00", "-2.5"}, {"12.0e+00", "0.5"}}));
  EXPECT_TRUE(has_note(table, "separator blanks"));
  EXPECT_EQ(rows_of(parse("x \t y\r\n1 \t 2 \r\n 3\t\t4\r\n")), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(rows_of(parse(" a  b \n", {.separator = ' ', .header = Found::no})), (Rows{{"a", "b"}}));
  EXPECT_EQ(rows_of(parse("1,5 2,5\n1,0 2,0\n")), (Rows{{"1,5", "2,5"}, {"1,0", "2,0"}})) << "decimal commas";
}

// As auto-mpg.data, ecoli.data, seeds_dataset.txt and german.data of the UCI repository are written.
TEST(Csv, BlanksDivideTextsThatAreNoProse) {
  const Table cars = parse("18.0   8   307.0\t\"chevrolet malibu\"\n15.0   4   ?\t\"buick\"\n");
  EXPECT_EQ(rows_of(cars), (Rows{{"18.0", "8", "307.0", "chevrolet malibu"}, {"15.0", "4", "?", "buick"}}));
  std::string proteins, seeds, codes;
  for (int i = 0; i < 20; ++i) {
    proteins += fmt::format("P{}_ECOLI  0.{}  0.5   cp\n", i, i);
    seeds += i % 5 == 2 ? fmt::format("1{}.5\t\t0.8\t1\n", i) : fmt::format("1{}.5\t0.8\t1\n", i);
    codes += fmt::format("A1{} A3{} {} A{}\n", i % 3, i % 2, i, i % 4);
  }
  EXPECT_EQ(parse(proteins).names.size(), 4U);
  EXPECT_EQ(parse(seeds).names.size(), 3U);
  EXPECT_EQ(parse(codes).names.size(), 4U);
  std::string prose;
  for (int i = 0; i < 20; ++i) prose += fmt::format("room {} of house-{} is nice{} today\n", i, i, i);
  EXPECT_EQ(parse(prose).names.size(), 1U);
  EXPECT_EQ(parse("I have 2 dogs\nI have 3 cats\n").names.size(), 1U);
  for (const char* thousands :
       {"land\t1 234\nsea\t2 345\n", "1 234\t12 345\n2 345\t23 456\n", "1 234;2 345\n3 456;4 567\n"})
    EXPECT_EQ(parse(thousands).names.size(), 2U) << thousands;
}

TEST(Csv, NamesMayStandBehindASignBeforeNumbers) {  // numpy.savetxt(header="x y")
  const Table table = parse("# made today\n# x y\n1.0 2.0\n3.0 4.0\n");
  EXPECT_EQ(table.names, (Texts{"x", "y"}));
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{3, 4}));
  const Table plain = parse("# of the sensor at the door\n1.0 2.0\n3.0 4.0\n");
  EXPECT_EQ(plain.names, (Texts{"column 1", "column 2"}));
  EXPECT_TRUE(has_note(plain, "1 line behind a # left out"));
}

TEST(Csv, RowsMayHaveNamesWithoutANameOfTheirs) {  // R: write.table(iris), also with sep = ","
  const Table table = parse("\"Sepal.Length\" \"Species\"\n\"1\" 5.1 \"setosa\"\n\"2\" 4.9 \"setosa\"\n");
  EXPECT_EQ(table.names, (Texts{"row", "Sepal.Length", "Species"}));
  EXPECT_EQ(rows_of(table), (Rows{{"1", "5.1", "setosa"}, {"2", "4.9", "setosa"}}));
  EXPECT_TRUE(has_note(table, "as R writes them"));
  EXPECT_EQ(parse("a,b\nx,1,2\ny,3,4\n").names, (Texts{"row", "a", "b"}));
  EXPECT_THROW((void)parse("a,b\n1,2,\n3,4,\n"), FileError) << "each line ends with a separator";
  EXPECT_THROW((void)parse("a,b\nx,1,2\nx,3,4\n"), FileError) << "the same name twice";
}

TEST(Csv, ExcelsFirstLineSaysTheSeparator) {
  const Table table = parse_csv("sep=;\r\na;b\r\n1,5;2\r\n3;4\r\n", "excel.csv");
  EXPECT_EQ(table.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.lines, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(parse_csv("SEP=|\na,x|b\n1|2\n", "excel.csv").names, (std::vector<std::string>{"a,x", "b"}));
  EXPECT_EQ(parse_csv("sep=;\na;b\n1;2\n", "x", {.separator = ';'}).names.size(), 2U);
}

}  // namespace
}  // namespace saem
