#pragma once

#include <string>

namespace saem::test {

/// The text of the E that `body` throws; "(nothing thrown)" if none. Other exceptions pass through.
template <class E, class Body>
std::string thrown_message(Body&& body) {
  try {
    body();
  } catch (const E& e) {
    return e.what();
  }
  return "(nothing thrown)";
}

}  // namespace saem::test
