// The reference pages: made of the public headers, and of samples that are computed when the page is made.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/docs/support/header.h"
#include "tests/docs/support/markdown.h"
#include "tests/docs/support/pages.h"
#include "tests/docs/support/samples.h"

namespace saem::docs {
namespace {

const std::string note =
    "*Made by `make docs` from the headers, and from samples that were run to get their values.*";

std::string headers_of(const Page& page) {
  std::string text;
  const std::string up = page.path.find('/') == std::string::npos ? "../" : "../../";
  for (const std::string& header : page.headers)
    text += fmt::format("{}[{}]({}{})", text.empty() ? "" : ", ", header, up, header);
  return text;
}

/// One function with all its forms, or one type.
std::string entry(const Page& page, const std::vector<Declaration>& forms) {
  std::string code, doc;
  for (const Declaration& form : forms) {
    code += form.code;
    if (!form.doc.empty()) doc += form.doc + "\n\n";
  }
  const std::string& name = forms.front().name;
  const bool plain = code.starts_with("struct ") || code.starts_with("using ");  // its members say it
  EXPECT_TRUE(!doc.empty() || plain) << page.path << ": '" << name
                                     << "' has no comment in its header: say what it does, its shapes "
                                     << "and its errors.";
  std::vector<Sample> shown;
  std::ranges::copy_if(samples(page.stem()), std::back_inserter(shown),
                       [&](const Sample& s) { return s.name == name; });
  const bool type = forms.front().kind == Declaration::Kind::type;
  const bool wanted = type ? page.types_have_samples && code.starts_with("class ") : true;
  EXPECT_TRUE(!shown.empty() || !wanted || page.without_samples.contains(name))
      << page.path << ": '" << name << "' has no sample in tests/docs/samples/" << page.stem() << ".txt.";
  std::string text = fmt::format("### {}\n\n{}```cpp\n{}```\n", name, doc, code);
  if (!shown.empty()) text += fmt::format("\n```text\n{}```\n", show(shown));
  if (!shown.empty() && page.shows_facts) text += fmt::format("\n{}\n", facts(shown.front()));
  return text;
}

std::string text_of(const Page& page) {
  std::string text =
      fmt::format("# {}\n\n{}\n\n{} Headers: {}.\n", page.title, page.introduction, note, headers_of(page));
  std::vector<Declaration> declarations;
  for (const std::string& header : page.headers) {
    const std::vector<Declaration> more = read_header(repository() / header);
    EXPECT_FALSE(more.empty()) << header;
    declarations.insert(declarations.end(), more.begin(), more.end());
  }
  std::set<std::string> done;
  for (const Declaration& each : declarations) {
    if (each.kind == Declaration::Kind::section) {
      text += "\n" + each.doc + "\n";
    } else if (done.insert(each.name).second) {
      std::vector<Declaration> forms;
      std::ranges::copy_if(declarations, std::back_inserter(forms),
                           [&](const auto& d) { return d.name == each.name; });
      text += "\n" + entry(page, forms);
    }
  }
  for (const Sample& sample : samples(page.stem()))
    EXPECT_TRUE(done.contains(sample.name))
        << page.stem() << ".txt: no header declares '" << sample.name << "'";
  return text;
}

class EveryPage : public testing::TestWithParam<Page> {};

TEST_P(EveryPage, SaysWhatHeadersAndSamplesSay) {
  check_page(repository() / "docs" / GetParam().path, text_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Docs, EveryPage, testing::ValuesIn(pages()), [](const auto& page) {
  return std::regex_replace(page.param.stem(), std::regex("\\W"), "_");
});

TEST(Pages, EveryOpIsInTheTable) {
  std::string text =
      "# All ops\n\nWhat the functions of the other pages are made of: one record each, with shape rule, "
      "dtype rule, "
      "gradient, reference loop and samples for the tests ([ARCHITECTURE.md](../../ARCHITECTURE.md)). An "
      "elementwise "
      "op is computed together with its neighbours.\n\n" +
      note +
      "\n\n| op | inputs | outputs | elementwise | gradient | what it is |\n|---|---|---|---|---|---|\n";
  for (const Op* op : all_ops()) {
    const auto* rule = op->gradient.target<Tensors (*)(const GradientCall&)>();
    const bool smooth = !op->is_leaf && (rule == nullptr || *rule != &not_differentiable);
    const std::string doc = std::regex_replace(op->doc, std::regex(R"([*<|])"), "\\$&");
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", op->name,
                        op->arity < 0 ? "any" : std::to_string(op->arity), op->outputs,
                        op->reference.tile ? "yes" : "", smooth ? "yes" : "none", doc);
  }
  check_page(repository() / "docs/ops/records.md", text);
}

std::set<std::string> headers_in(const std::string& folder, const std::string& umbrella) {
  std::set<std::string> found;
  static const std::regex include("#include \"(saem/\\w+/\\w+\\.h)\"");
  for (const std::string& line : split_lines(read(repository() / umbrella))) {
    std::smatch match;
    if (std::regex_search(line, match, include) && match[1].str().starts_with(folder)) found.insert(match[1]);
  }
  return found;
}

TEST(Pages, NoPublicHeaderIsLeftOut) {
  std::set<std::string> shown;
  for (const Page& page : pages()) shown.insert(page.headers.begin(), page.headers.end());
  for (const auto& [folder, umbrella] :
       std::vector<std::pair<std::string, std::string>>{{"saem/ops/", "saem/ops/ops.h"},
                                                        {"saem/nn/", "saem/nn/layers.h"},
                                                        {"saem/train/", "saem/train/loss.h"},
                                                        {"saem/train/", "saem/train/metric.h"},
                                                        {"saem/train/", "saem/train/optimizer.h"},
                                                        {"saem/train/", "saem/train/callbacks.h"}}) {
    for (const std::string& header : headers_in(folder, umbrella))
      EXPECT_TRUE(shown.contains(header)) << header << " is on no page: see tests/docs/support/pages.cpp";
  }
}

}  // namespace
}  // namespace saem::docs
