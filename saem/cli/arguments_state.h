#pragma once

// What Arguments is made of.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/cli/usage_error.h"

namespace saem::cli {

struct Arguments::State {
  using Type = OptionInfo::Type;
  using Values = std::vector<std::string>;
  using Take = std::function<void(const std::string&)>;
  using Show = std::function<Values()>;
  struct Access {
    std::string name;
    Take take;  // gets the text of each use of the option
    Show show;  // what the target holds
  };

  CLI::App app;
  CommandText text;
  std::string command;
  std::vector<std::string> options;  // names without dashes
  std::vector<CLI::Option*> required;
  std::vector<Access> accesses;
  OptionTable table;
  std::string origin;  // of the value that is read, if it is not from the command line
  std::vector<std::string>* given = nullptr;

  explicit State(const CommandText& t) : text(t), command(t.name), options{"help"} {
    app.allow_extras();  // parse() has better words for them
    app.set_help_flag("-h,--help");
  }

  void declare(const OptionInfo& info, Take take, Show show) {
    options.push_back(info.name);
    table.push_back(info);
    accesses.push_back({info.name, std::move(take), std::move(show)});
  }

  void option(std::string_view name, const Help& help, Type type, const Take& take, const Show& show,
              const std::vector<std::string>& choices = {}) {
    declare({OptionInfo::Kind::option, std::string(name), std::string(help.value), std::string(help.text),
             choices, type},
            take, show);
    const auto checked = [this, take, name = std::string(name),
                          value = std::string(help.value)](const std::string& text_given) {
      require_value(name, value, text_given);
      take(text_given);
    };
    app.add_option_function<std::string>("--" + std::string(name), checked)->take_last();
  }

  void text_option(std::string_view name, std::string& target, const Help& help, Type type, const Take& take,
                   const std::vector<std::string>& choices = {}) {
    option(
        name, help, type, take, [&target] { return target.empty() ? Values{} : Values{target}; }, choices);
  }

  void number_option(std::string_view name, std::optional<double>& target, const Help& help,
                     const Take& take) {
    option(name, help, Type::number, take,
           [&target] { return target ? Values{fmt::format("{}", *target)} : Values{}; });
  }

  template <class Target>
  void add_word(Target& target, const Help& help, OptionInfo::Kind kind) {
    table.push_back({kind, "", std::string(help.value), std::string(help.text)});
    required.push_back(app.add_option(std::string(help.value), target));
  }

  [[noreturn]] void reject(const std::string& place, const std::string& problem,
                           const std::string& advice) const {
    fail<UsageError>({.place = origin.empty() ? fmt::format("{}: {}", command, place) : origin,
                      .problem = problem,
                      .context = "",
                      .advice = advice.empty() ? fmt::format("See saem help {}.", command) : advice});
  }

  // "epochs=12" as "--epochs=12".
  [[nodiscard]] std::vector<std::string> with_dashes(Words words) const {
    std::vector<std::string> out(words.begin(), words.end());
    for (std::string& word : out) {
      if (word == "--") break;
      std::string name = word.substr(0, word.find('='));
      if (name.size() == word.size()) continue;
      std::ranges::replace(name, '_', '-');
      if (std::ranges::find(options, name) != options.end()) word = "--" + name + word.substr(name.size());
    }
    return out;
  }

  /// "--out --quiet" is an option that was forgotten to give a value, not a folder of that name.
  void require_value(const std::string& name, const std::string& value,
                     const std::string& received_text) const {
    const bool is_option = received_text.starts_with("--") &&
                           std::ranges::find(options, received_text.substr(2)) != options.end();
    if (is_option)
      reject("--" + name, fmt::format("expected {}, received the option '{}'", value, received_text), "");
  }

  bool read(Words words);
  void note_given(const std::string& name) const {
    if (given != nullptr && std::ranges::find(*given, name) == given->end()) given->push_back(name);
  }

  [[noreturn]] void reject_extra(const std::string& word) const {
    const std::size_t dashes = std::min<std::size_t>(word.find_first_not_of('-'), 2);
    const std::string name =
        word.substr(std::min(dashes, word.size()), word.find('=') - std::min(dashes, word.size()));
    const bool is_option = word.starts_with('-') && word.size() > 1;
    const std::string_view nearest = nearest_name(name, options);
    if (is_option || (word.find('=') != std::string::npos && !nearest.empty())) {
      reject(is_option ? word.substr(0, word.find('=')) : name, "there is no such option",
             nearest.empty() ? "" : fmt::format("Did you mean '--{}'?", nearest));
    }
    reject("'" + word + "'", "one word too many", "");
  }
};

}  // namespace saem::cli
