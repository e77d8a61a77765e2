#include "saem/cli/task_settings.h"

#include <fmt/format.h>

#include <limits>

#include "saem/cli/usage_error.h"

namespace saem::cli {
namespace {

constexpr std::int64_t most_pixels = 4096;  // of a side
constexpr std::int64_t most_units = 65'536;

void declare_preprocessing(Arguments& a, TaskSettings& s) {
  constexpr std::int64_t open = std::numeric_limits<std::int32_t>::max();
  const EncoderOptions usual;
  a.choice("scale", s.scale, {"quantile", "standard"},
           {"NAME",
            "how numbers are brought to unit size: quantile (outliers do no harm) or standard, (x - mean) / "
            "deviation (default quantile)"});
  a.integer("most-categories", s.most_categories, {1, open},
            {"N", fmt::format("names of a category that are told apart, the most frequent ones (default {})",
                              usual.most_categories)});
  a.integer(
      "most-words", s.most_words, {1, open},
      {"N", fmt::format("words of a text column that are told apart, the most frequent ones (default {})",
                        usual.most_words)});
  a.integer("most-steps", s.most_steps, {1, open},
            {"N", fmt::format("words of a text, or steps of a recording, that are looked at (default {})",
                              usual.most_steps)});
  a.integer("picture-height", s.picture_height, {1, most_pixels},
            {"N", "pixels that pictures are resized to (default: as they are, at most 64)"});
  a.integer("picture-width", s.picture_width, {1, most_pixels}, {"N", "the same for their width"});
}

void declare_network_size(Arguments& a, TaskSettings& s) {
  const TaskNetworkOptions usual;
  a.integer("width", s.width, {1, most_units},
            {"N", fmt::format("units of each dense layer before the answer (default {})", usual.width)});
  a.integer("depth", s.depth, {0, 100},
            {"N", fmt::format("dense layers before the answer (default {})", usual.depth)});
  a.number("dropout", s.dropout, 0, 1,
           {"X", fmt::format("share of units that is left out in each step of training (default {})",
                             usual.dropout)});
}

void declare_windows(Arguments& a, TaskSettings& s) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  a.choice("parts", s.parts, {"data", "ignore"},
           {"RULE",
            "the division that the data bring: data keeps to it, ignore divides all examples anew (default "
            "data)"});
  a.integer("window", s.window, {2, most},
            {"N", "cut long recordings (WISDM, a table with a row for each step) into windows of N steps"});
  a.integer("step", s.step, {1, most},
            {"N", "from one window's begin to the next one's (default: the window, side by side)"});
  a.text("subject", s.subject,
         {"COLUMN", "with --window: rows with the same value are one recording (default: by its name)"});
  a.text("time-column", s.time_column,
         {"COLUMN",
          "with --window: steps are sorted by it; none for the order of the rows (default: by its name)"});
}

void declare_on_bad_sample(Arguments& a, TaskSettings& s) {
  a.choice("on-bad-sample", s.on_bad_sample, {"stop", "skip"},
           {"RULE",
            "what to do about an example that cannot be read; those that are skipped are listed (default "
            "stop)"});
}

/// How a table is written, where what is found out is wrong.
void declare_csv(Arguments& a, TaskSettings& s) {
  a.text("separator", s.separator,
         {"SIGN",
          "what divides the cells of a table: a sign, tab, or space for any number of blanks (default: found "
          "out)"});
  a.choice(
      "header", s.header, {"yes", "no"},
      {"ANSWER", "yes or no: the first line of a table has the names of the columns (default: found out)"});
  a.text("encoding", s.encoding,
         {"NAME", "of tables and texts, such as utf-8, cp949, latin-1, utf-16le (default: found out)"});
}

}  // namespace

CsvOptions csv_options(const TaskSettings& s) {
  CsvOptions o{.encoding = s.encoding};
  if (s.header == "yes") o.header = Found::yes;
  if (s.header == "no") o.header = Found::no;
  if (s.separator.empty()) return o;
  if (s.separator == "tab" || s.separator == "\\t") {
    o.separator = '\t';
  } else if (s.separator == "space") {
    o.separator = ' ';
  } else if (s.separator.size() == 1 && s.separator != "\"" && s.separator != "\n" && s.separator != "\r") {
    o.separator = s.separator[0];
  } else {
    fail<UsageError>(
        {.place = "--separator",
         .problem = fmt::format("expected one sign of ASCII, tab or space, received '{}'", s.separator),
         .context = "",
         .advice = "For example --separator ';'."});
  }
  return o;
}

EncoderOptions encoder_options(const TaskSettings& s) {
  EncoderOptions o;
  if (s.scale == "standard") o.scale = NumberScale::standard;
  if (s.most_categories > 0) o.most_categories = s.most_categories;
  if (s.most_words > 0) o.most_words = s.most_words;
  if (s.most_steps > 0) o.most_steps = s.most_steps;
  if (s.picture_height > 0) o.picture_height = s.picture_height;
  if (s.picture_width > 0) o.picture_width = s.picture_width;
  return o;
}

void set_network_size(const TaskSettings& s, TaskNetworkOptions& network) {
  if (s.width > 0) network.width = s.width;
  if (s.depth >= 0) network.depth = s.depth;
  if (s.dropout) network.dropout = *s.dropout;
}

void declare_data_settings(Arguments& a, TaskSettings& s) {
  a.texts(
      "target", s.targets,
      {"COLUMN", "what is predicted; may be given several times (default: by its name, or the last column)"});
  a.choice(
      "task", s.task, {"classification", "regression", "multi-label", "anomaly"},
      {"NAME",
       "classification if the target is one of several names, regression if it is a number, multi-label if "
       "it is any number of names such as red|round, anomaly to find unusual examples having seen usual "
       "ones alone (default: classification or regression, by its values)"});
  a.text(
      "normal", s.normal,
      {"NAME", "with --task anomaly: what the target says of usual examples (default: the most frequent)"});
  a.texts("kind", s.kinds,
          {"COLUMN=KIND",
           "what a column is: number, category, text, date or ignored; of a target: classes or value "
           "(default: by "
           "its values)"});
  a.texts("ignore", s.ignored, {"COLUMN", "a column that is not learned from"});
  a.number(
      "test", s.test, 0, 1,
      {"X",
       "share of the examples that is measured with (default 0.2); 0: learn from all, and measure nothing"});
  a.text("group", s.group,
         {"COLUMN",
          "examples with the same value stay on one side of the division; none: recordings may be on both"});
  a.text("time", s.time, {"COLUMN", "learn from the earlier examples, measure with the later ones"});
  a.integer("blocks", s.blocks, {2, 100'000},
            {"N", "cut the rows, in their order, into N blocks that stay on one side of the division"});
  declare_windows(a, s);
  declare_csv(a, s);
}

void declare_reading_settings(Arguments& a, TaskSettings& s) {
  declare_on_bad_sample(a, s);
  declare_csv(a, s);
}

void declare_task_settings(Arguments& a, TaskSettings& s) {
  declare_data_settings(a, s);
  a.integer("folds", s.folds, {2, 100}, {"K", "measure K times, each with another part of the examples"});
  a.integer("ensemble", s.members, {1, 100}, {"N", "networks whose answers are averaged (default 1)"});
  declare_on_bad_sample(a, s);
  a.duration("time-budget", s.time_budget,
             {"TIME", "end after this time with the best so far: 90s, 10m, 1h30m"});
  declare_preprocessing(a, s);
  declare_network_size(a, s);
}

}  // namespace saem::cli
