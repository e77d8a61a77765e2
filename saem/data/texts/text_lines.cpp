#include "saem/data/texts/text_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "saem/core/error.h"
#include "saem/data/line_reader.h"
#include "saem/data/tables/text_file.h"
#include "saem/data/texts/text_builder.h"

namespace saem {
namespace {

using detail::in_quotes;
using detail::trimmed;

constexpr std::string_view fasttext_mark = "__label__";
constexpr std::size_t fewest_judged = 20;  // lines; fewer may well begin differently
constexpr std::size_t most_labels = 10'000;

enum class LineForm : std::uint8_t { fasttext, tab, coarse_fine, word };

struct LabelledLine {
  std::int64_t number;
  std::string_view text;
};

/// Takes the first word, and the blanks behind it, off the front.
std::string_view take_first_word(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text = trimmed(text.substr(end));
  return word;
}

class LabelledLines {
 public:
  LabelledLines(std::string_view text, const std::string& place, const TextOptions& options)
      : place_(place),
        file_(std::filesystem::path(place).filename().string()),
        options_(options),
        builder_(file_, options.on_bad_sample) {
    detail::TextLines lines(text);
    std::string_view line;
    while (lines.next(line)) {
      if (const std::string_view content = trimmed(line); content.empty()) {
        ++empty_;
      } else {
        lines_.push_back({lines.number(), content});
      }
    }
  }

  ReaderResult run() {
    form_ = find_form();
    for (const LabelledLine& line : lines_) read(line);
    if (lines_.size() >= fewest_judged &&
        (labels_.size() > lines_.size() / 2 || labels_.size() > most_labels)) {
      fail<FileError>(
          {place_, "expected a label at the begin of each line",
           fmt::format("{} lines begin with {} different words, as {}", lines_.size(), labels_.size(),
                       in_quotes(*labels_.begin())),
           "Write \"label TAB text\", or give a table with a header, or a folder for each class."});
    }
    if (empty_ > 0) builder_.note(fmt::format("{} empty lines left out", empty_));
    if (has_several_) builder_.note("texts with several labels: joined by a blank");
    return builder_.finish();
  }

 private:
  LineForm find_form() {
    const auto all = [&](auto&& fits) { return !lines_.empty() && std::ranges::all_of(lines_, fits); };
    if (all([](const LabelledLine& line) { return line.text.starts_with(fasttext_mark); })) {
      builder_.note("lines of the form __label__x text");
      return LineForm::fasttext;
    }
    if (all([](const LabelledLine& line) { return line.text.find('\t') != std::string_view::npos; })) {
      builder_.note("lines of the form label TAB text");
      return LineForm::tab;
    }
    if (all([](const LabelledLine& line) {
          std::string_view rest = line.text;
          const std::string_view word = take_first_word(rest);
          const std::size_t colon = word.find(':');
          return colon != std::string_view::npos && colon > 0 && colon + 1 < word.size();
        })) {
      builder_.note(options_.fine_labels ? "lines of the form COARSE:fine text, both the label"
                                         : "lines of the form COARSE:fine text, COARSE the label");
      return LineForm::coarse_fine;
    }
    builder_.note("lines of the form label text");
    return LineForm::word;
  }

  void read(const LabelledLine& line) {
    std::string_view text = line.text;
    std::string label;
    if (form_ == LineForm::fasttext) {
      int count = 0;
      for (; text.starts_with(fasttext_mark); ++count) {
        label += (count == 0 ? "" : " ") + std::string(take_first_word(text).substr(fasttext_mark.size()));
      }
      has_several_ = has_several_ || count > 1;
    } else if (form_ == LineForm::tab) {
      label = trimmed(detail::take_field(text, '\t'));
    } else {
      const std::string_view word = take_first_word(text);
      const bool is_whole = form_ == LineForm::word || options_.fine_labels;
      label = is_whole ? word : word.substr(0, word.find(':'));
    }
    const std::string at = fmt::format("{}, line {}", place_, line.number);
    if (trimmed(label).empty() || trimmed(text).empty()) {
      return builder_.skip({at, fmt::format("expected a label and a text, received {}", in_quotes(line.text)),
                            "", "Correct the line, or leave bad examples out (skip)."});
    }
    builder_.add(text, label, fmt::format("{}, line {}", file_, line.number), at);
    labels_.insert(std::move(label));
  }

  std::string place_, file_;
  const TextOptions& options_;
  detail::TextBuilder builder_;
  std::vector<LabelledLine> lines_;
  std::set<std::string> labels_;
  LineForm form_ = LineForm::word;
  std::int64_t empty_ = 0;
  bool has_several_ = false;
};

}  // namespace

ReaderResult parse_labelled_lines(std::string_view text, const std::string& place,
                                  const TextOptions& options) {
  detail::require_text(text, place);
  return LabelledLines(text, place, options).run();
}

ReaderResult read_class_files(const std::vector<std::filesystem::path>& files,
                              const std::vector<std::string>& labels, const TextOptions& options) {
  if (files.empty() || files.size() != labels.size()) {
    fail<ValueError>({"read_class_files",
                      fmt::format("expected a label for each file, received {} files and {} labels",
                                  files.size(), labels.size()),
                      "", "Give at least one file, and as many labels."});
  }
  detail::TextBuilder builder(files.front().parent_path().filename().string(), options.on_bad_sample);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const TextFile file = read_text_file(files[i], options.encoding);
    const std::string name = files[i].filename().string();
    detail::require_text(file.text, files[i].string());
    for (const std::string& text : file.notes) builder.note(fmt::format("{}: {}", name, text));
    detail::TextLines lines(file.text);
    std::string_view line;
    std::int64_t empty = 0;
    while (lines.next(line)) {
      if (trimmed(line).empty()) {
        ++empty;
        continue;
      }
      builder.add(line, labels[i], fmt::format("{}, line {}", name, lines.number()),
                  fmt::format("{}, line {}", files[i].string(), lines.number()));
    }
    if (empty > 0) builder.note(fmt::format("{}: {} empty lines left out", name, empty));
  }
  return builder.finish();
}

}  // namespace saem
