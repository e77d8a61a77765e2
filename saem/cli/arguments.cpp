#include "saem/cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "saem/cli/help_text.h"
#include "saem/cli/output.h"
#include "saem/cli/parse_bytes.h"
#include "saem/cli/parse_duration.h"
#include "saem/cli/usage_error.h"

namespace saem::cli {
namespace {

// The whole text as a number; none if it is anything else.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                   : std::nullopt;
}

}  // namespace

struct Arguments::State {
  CLI::App app;
  CommandText text;
  std::string command;
  std::vector<std::string> options;  // names without dashes
  std::vector<CLI::Option*> required;
  OptionTable table;
  std::vector<std::string>* given = nullptr;

  explicit State(const CommandText& t) : text(t), command(t.name), options{"help"} {
    app.allow_extras();  // parse() has better words for them
    app.set_help_flag("-h,--help");
  }

  // `take` gets the text of each use of the option.
  template <class Take>
  void option(std::string_view name, const Help& help, Take take,
              const std::vector<std::string>& choices = {}) {
    options.emplace_back(name);
    table.push_back({OptionInfo::Kind::option, std::string(name), std::string(help.value),
                     std::string(help.text), choices});
    app.add_option_function<std::string>("--" + std::string(name),
                                         std::function<void(const std::string&)>(std::move(take)))
        ->take_last();
  }

  template <class Target>
  void add_word(Target& target, const Help& help, OptionInfo::Kind kind) {
    table.push_back({kind, "", std::string(help.value), std::string(help.text)});
    required.push_back(app.add_option(std::string(help.value), target));
  }

  [[noreturn]] void reject(const std::string& place, const std::string& problem,
                           const std::string& advice) const {
    fail<UsageError>({.place = fmt::format("{}: {}", command, place),
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

  bool read(Words words);

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

Arguments::Arguments(const CommandText& text) : state_(std::make_unique<State>(text)) {}
Arguments::~Arguments() = default;

void Arguments::word(std::string& target, const Help& help) {
  state_->add_word(target, help, OptionInfo::Kind::word);
}

void Arguments::words(std::vector<std::string>& target, const Help& help) {
  state_->add_word(target, help, OptionInfo::Kind::words);
}

void Arguments::text(std::string_view name, std::string& target, const Help& help) {
  state_->option(name, help, [&target](const std::string& given) { target = given; });
}

void Arguments::texts(std::string_view name, std::vector<std::string>& target, const Help& help) {
  state_->options.emplace_back(name);
  state_->table.push_back(
      {OptionInfo::Kind::option, std::string(name), std::string(help.value), std::string(help.text)});
  state_->app.add_option("--" + std::string(name), target)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Arguments::integer(std::string_view name, std::int64_t& target, Limits limits, const Help& help) {
  state_->option(name, help, [=, this, &target, name = std::string(name)](const std::string& given) {
    const auto value = parse_number<std::int64_t>(given);
    if (!value || *value < limits.least || *value > limits.most) {
      const bool is_open = limits.most == std::numeric_limits<std::int64_t>::max();
      state_->reject(
          "--" + name,
          is_open ? fmt::format("expected a whole number of at least {}, received '{}'", limits.least, given)
                  : fmt::format("expected a whole number from {} to {}, received '{}'", limits.least,
                                limits.most, given),
          "");
    }
    target = *value;
  });
}

void Arguments::positive(std::string_view name, std::optional<double>& target, const Help& help) {
  state_->option(name, help, [this, &target, name = std::string(name)](const std::string& given) {
    const auto value = parse_number<double>(given);
    if (!value || !std::isfinite(*value) || static_cast<float>(*value) <= 0 ||
        *value > std::numeric_limits<float>::max()) {
      state_->reject("--" + name, fmt::format("expected a number above 0, received '{}'", given), "");
    }
    target = *value;
  });
}

void Arguments::number(std::string_view name, std::optional<double>& target, double least, double most,
                       const Help& help) {
  state_->option(name, help, [=, this, &target, name = std::string(name)](const std::string& given) {
    const auto value = parse_number<double>(given);
    if (!value || !(*value >= least && *value < most)) {
      state_->reject(
          "--" + name,
          fmt::format("expected a number of at least {} and below {}, received '{}'", least, most, given),
          "");
    }
    target = *value;
  });
}

void Arguments::choice(std::string_view name, std::string& target, const std::vector<std::string>& choices,
                       const Help& help) {
  const auto take = [this, &target, choices, name = std::string(name)](const std::string& given) {
    if (std::ranges::find(choices, given) == choices.end()) {
      state_->reject("--" + name, fmt::format("expected {}, received '{}'", fmt::join(choices, ", "), given),
                     suggestion(given, choices, ""));
    }
    target = given;
  };
  state_->option(name, help, take, choices);
}

void Arguments::bytes(std::string_view name, std::size_t& target, const Help& help) {
  state_->option(name, help, [this, &target, name = std::string(name)](const std::string& given) {
    const auto value = parse_bytes(given);
    if (!value) {
      state_->reject(
          "--" + name, fmt::format("expected an amount of memory, received '{}'", given),
          "Give a number and a unit: B, kB, MB, GB, TB, or KiB, MiB, GiB, TiB. For example 200MB.");
    }
    target = *value;
  });
}

void Arguments::duration(std::string_view name, double& seconds, const Help& help) {
  state_->option(name, help, [this, &seconds, name = std::string(name)](const std::string& given) {
    const auto value = parse_duration(given);
    if (!value) {
      state_->reject("--" + name, fmt::format("expected a duration, received '{}'", given),
                     "Give numbers and units: 90s, 10m or 1h30m.");
    }
    seconds = *value;
  });
}

void Arguments::names_given(std::vector<std::string>& target) { state_->given = &target; }

void Arguments::flag(std::string_view name, bool& target, std::string_view text) {
  state_->options.emplace_back(name);
  state_->table.push_back({OptionInfo::Kind::flag, std::string(name), "", std::string(text)});
  state_->app.add_flag("--" + std::string(name), target);
}

const OptionTable& Arguments::table() const { return state_->table; }

bool Arguments::parse(Words words) {
  if (state_->read(words)) return true;
  print(help_text(state_->text, state_->table));
  return false;
}

void Arguments::check(Words words) { state_->read(words); }

// False if help was asked for.
bool Arguments::State::read(Words words) {
  std::vector<std::string> reversed = with_dashes(words);
  std::ranges::reverse(reversed);  // as CLI11 wants it
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ParseError& error) {
    fail<UsageError>({.place = command,
                      .problem = error.what(),
                      .context = "",
                      .advice = fmt::format("See saem help {}.", command)});
  }
  // Misspelt options first: what else is wrong may follow from them.
  const std::vector<std::string> extras = app.remaining();
  const auto misspelt = std::ranges::find_if(extras, [](const std::string& w) { return w.starts_with('-'); });
  if (misspelt != extras.end()) reject_extra(*misspelt);
  if (!extras.empty()) reject_extra(extras.front());
  for (const CLI::Option* option : required) {
    if (option->count() == 0) reject(option->get_name(), "is missing", "");
  }
  if (given != nullptr) {
    for (const std::string& name : options) {
      if (name != "help" && app.count("--" + name) > 0) given->push_back(name);
    }
  }
  return true;
}

}  // namespace saem::cli
