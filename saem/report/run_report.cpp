#include "saem/report/run_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/report/html_style.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

constexpr std::size_t classes_in_question = 20;

std::string question_of_target(const TargetReport& t, Language l) {
  const std::string column = escape_markup(t.column);
  if (t.values) return say(l, Text::question_value, column);
  if (t.anomalies) return say(l, Text::question_anomaly);
  const std::vector<std::string>* names = t.classes  ? &t.classes->classification.class_names
                                          : t.labels ? &t.labels->names
                                                     : nullptr;
  if (names == nullptr || column.empty()) return {};
  std::string list;
  for (std::size_t i = 0; i < names->size() && i < classes_in_question; ++i)
    list += (i == 0 ? "" : ", ") + escape_markup((*names)[i]);
  if (names->size() > classes_in_question) list += ", …";
  return say(l, t.classes ? Text::question_classes : Text::question_labels, column, list);
}

std::string question_of_run(const RunReport& r) {
  if (!r.question.empty()) return escape_markup(r.question);
  std::string all;
  for (const TargetReport& t : r.targets) {
    const std::string one = question_of_target(t, r.language);
    if (!one.empty()) all += (all.empty() ? "" : " ") + one;
  }
  return all;
}

std::string head_of(const RunReport& r, const std::string& heading) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // The browser itself refuses scripts and anything that is not in this file.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:\">\n<title>{}</title>\n<style>",
      name(r.language), heading);
  out += html_style;
  out += "</style>\n</head>\n<body>\n<main>\n<header><h1>" + heading + "</h1>\n";
  const std::string question = question_of_run(r);
  if (!question.empty()) out += paragraph(question);
  return out + "</header>\n";
}

}  // namespace

std::string RunReport::to_html() const {
  const PageFacts page{.run = *this,
                       .language = language,
                       .items = escape_markup(translated(items.empty() ? "examples" : items, language))};
  std::vector<TargetFacts> facts;
  for (const TargetReport& t : targets) facts.push_back(target_facts(page, t));
  std::string heading = title.empty() ? say(language, Text::page_title) : escape_markup(title);
  if (interrupted) heading = say(language, Text::interrupted_title, heading);
  std::string out = head_of(*this, heading);
  for (const TargetFacts& f : facts) out += verdict_section(f);
  out += data_section(page) + curves_section(page);
  for (const TargetFacts& f : facts) {
    for (const auto part : {confusion_section, value_section, anomaly_section, unusual_section,
                            gallery_section, confidence_section, classes_section, labels_section,
                            thresholds_section, groups_section, importance_section, advice_section})
      out += part(f);
  }
  out += repeat_section(page);
  return out + "<footer>" + say(language, Text::footer) + "</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace saem
