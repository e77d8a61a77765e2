// saem's side of `make bench`: does what the driver asks for, line by line; worker.py says how they talk.
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "saem/core/array_memory.h"
#include "works.h"

namespace {

using nlohmann::json;

std::size_t status_bytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key + ":")) return 1024 * std::stoul(line.substr(key.size() + 1));
  }
  throw std::runtime_error("/proc/self/status has no " + key);
}

json run(const bench::Step& step, int steps) {
  using Clock = std::chrono::steady_clock;
  if (!step) throw std::runtime_error("nothing is prepared");
  std::vector<double> times, result;
  for (int i = 0; i < steps; ++i) {
    const auto start = Clock::now();
    result = step();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return {{"ms", times}, {"result", result}};
}

class Worker {
 public:
  json obey(const json& command) {
    const std::string what = command.at("do");
    if (what == "describe") return {{"version", SAEM_VERSION}};
    if (what == "run") return run(step_, command.at("steps"));
    if (what == "memory") {
      malloc_trim(0);
      saem::set_array_cache_limit(0);               // so that memory counts while it is in use
      std::ofstream("/proc/self/clear_refs") << 5;  // the peak starts anew from what is resident now
      run(step_, command.at("steps"));
      return {{"bytes", status_bytes("VmHWM") - at_start_}};
    }
    step_ = nullptr;
    if (what == "prepare") {
      const bench::WorkOptions options{
          .check = command.at("check"),
          .precision = command.at("variant").value("precision", "f32"),
          .memory_budget = command.at("variant").value("memory_budget", std::size_t{0})};
      step_ = bench::make_step(command.at("work"), options,
                               bench::read_arrays(command.at("data").get<std::string>()));
    }
    return json::object();
  }

 private:
  std::size_t at_start_ = status_bytes("VmRSS");
  bench::Step step_;
};

}  // namespace

int main() {
  Worker worker;
  for (std::string line; std::getline(std::cin, line);) {
    json answer;
    try {
      answer = worker.obey(json::parse(line));
    } catch (const bench::Unsupported& reason) {
      answer = {{"unsupported", reason.what()}};
    } catch (const std::exception& error) {
      answer = {{"error", error.what()}};
    }
    std::cout << answer.dump() << std::endl;
  }
}
