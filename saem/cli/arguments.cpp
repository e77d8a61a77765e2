#include "saem/cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "saem/cli/arguments_state.h"
#include "saem/cli/help_text.h"
#include "saem/cli/output.h"
#include "saem/cli/parse_bytes.h"
#include "saem/cli/parse_duration.h"

namespace saem::cli {
namespace {

using Values = std::vector<std::string>;

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

Arguments::Arguments(const CommandText& text) : state_(std::make_unique<State>(text)) {}
Arguments::~Arguments() = default;

void Arguments::word(std::string& target, const Help& help) {
  state_->add_word(target, help, OptionInfo::Kind::word);
}

void Arguments::words(std::vector<std::string>& target, const Help& help) {
  state_->add_word(target, help, OptionInfo::Kind::words);
}

void Arguments::text(std::string_view name, std::string& target, const Help& help) {
  state_->text_option(name, target, help, OptionInfo::Type::text,
                      [&target](const std::string& given) { target = given; });
}

void Arguments::texts(std::string_view name, std::vector<std::string>& target, const Help& help) {
  state_->declare(
      {OptionInfo::Kind::option,
       std::string(name),
       std::string(help.value),
       std::string(help.text),
       {},
       OptionInfo::Type::texts},
      [&target](const std::string& given) { target.push_back(given); }, [&target] { return target; });
  const auto checked = [this, name = std::string(name), value = std::string(help.value)](std::string& given) {
    state_->require_value(name, value, given);
    return std::string();
  };
  state_->app.add_option("--" + std::string(name), target)
      ->expected(1)
      ->check(CLI::Validator(checked, ""))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Arguments::integer(std::string_view name, std::int64_t& target, Limits limits, const Help& help) {
  const auto take = [=, this, &target, name = std::string(name)](const std::string& given) {
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
  };
  state_->option(name, help, OptionInfo::Type::integer, take, [=, &target] {
    const bool is_set = target >= limits.least && target <= limits.most;
    return is_set ? Values{fmt::format("{}", target)} : Values{};
  });
}

void Arguments::positive(std::string_view name, std::optional<double>& target, const Help& help) {
  state_->number_option(
      name, target, help, [this, &target, name = std::string(name)](const std::string& given) {
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
  state_->number_option(
      name, target, help, [=, this, &target, name = std::string(name)](const std::string& given) {
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
  state_->text_option(name, target, help, OptionInfo::Type::choice, take, choices);
}

void Arguments::bytes(std::string_view name, std::size_t& target, const Help& help) {
  const auto take = [this, &target, name = std::string(name)](const std::string& given) {
    const auto value = parse_bytes(given);
    if (!value) {
      state_->reject(
          "--" + name, fmt::format("expected an amount of memory, received '{}'", given),
          "Give a number and a unit: B, kB, MB, GB, TB, or KiB, MiB, GiB, TiB. For example 200MB.");
    }
    target = *value;
  };
  state_->option(name, help, OptionInfo::Type::bytes, take,
                 [&target] { return target == 0 ? Values{} : Values{bytes_text(target)}; });
}

void Arguments::duration(std::string_view name, double& seconds, const Help& help) {
  const auto take = [this, &seconds, name = std::string(name)](const std::string& given) {
    const auto value = parse_duration(given);
    if (!value) {
      state_->reject("--" + name, fmt::format("expected a duration, received '{}'", given),
                     "Give numbers and units: 90s, 10m or 1h30m.");
    }
    seconds = *value;
  };
  state_->option(name, help, OptionInfo::Type::duration, take,
                 [&seconds] { return seconds > 0 ? Values{duration_text(seconds)} : Values{}; });
}

void Arguments::names_given(std::vector<std::string>& target) { state_->given = &target; }

void Arguments::flag(std::string_view name, bool& target, std::string_view text) {
  const auto take = [this, &target, name = std::string(name)](const std::string& given) {
    if (given != "true" && given != "false")
      state_->reject("--" + name, fmt::format("expected true or false, received '{}'", given), "");
    target = given == "true";
  };
  state_->declare(
      {OptionInfo::Kind::flag, std::string(name), "", std::string(text), {}, OptionInfo::Type::flag}, take,
      [&target] { return target ? Values{"true"} : Values{}; });
  state_->app.add_flag("--" + std::string(name), target);
}

void Arguments::preset(std::string_view name, std::string_view value, const std::string& origin) {
  const auto access = std::ranges::find(state_->accesses, name, &State::Access::name);
  state_->origin = origin;
  if (access == state_->accesses.end())
    state_->reject(std::string(name), "there is no such option", suggestion(name, state_->options, ""));
  access->take(std::string(value));
  state_->origin.clear();
  state_->note_given(access->name);
}

std::vector<Arguments::Setting> Arguments::settings() const {
  std::vector<Setting> all;
  for (const State::Access& access : state_->accesses) all.push_back({access.name, access.show()});
  return all;
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
      if (name != "help" && app.count("--" + name) > 0) note_given(name);
    }
  }
  return true;
}

}  // namespace saem::cli
