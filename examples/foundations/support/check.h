#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

/// What the examples claim is looked at while they run: each claim is printed, and one that does not hold
/// makes the program end with exit code 1.
class Checks {
 public:
  void operator()(bool holds, const std::string& claim) {
    std::printf("%s %s\n", holds ? "✓" : "✗ NOT TRUE:", claim.c_str());
    failed_ = failed_ || !holds;
  }
  [[nodiscard]] int exit_code() const { return failed_ ? 1 : 0; }

 private:
  bool failed_ = false;
};

/// Equal but for `tolerance`, which is relative for numbers above 1.
inline bool near(double a, double b, double tolerance = 1e-6) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}
