#pragma once

#include <array>
#include <cstdint>

#include "saem/core/simd.h"

namespace saem {

/// A function of the type StepFunction for the registers of simd_level(), or null.
using AnyStep = void (*)();

/// One step of a chain of elementwise functions. `step_vectors` registers hold the chain's value for as many
/// neighbouring elements; each step changes them, and calls the next one with them as its last action, so
/// that they never leave the registers between steps.
struct TileStep {
  AnyStep run = nullptr;
  const float* in[2] = {};    ///< what else it reads
  std::int64_t mask[2] = {};  ///< -1: element i of the chain is element i there; 0: always the first ones
  float* out = nullptr;       ///< where it writes, if it does
};

#if SAEM_HAS_TARGETS
inline constexpr int step_vectors = 8;
/// Elements [i, i + step_vectors · lanes).
template <class V>
using StepFunction = void (*)(const TileStep* step, std::int64_t i, V, V, V, V, V, V, V, V);
#endif

/// An op as a step. A function of one number: [0]. Of two: the chain's value is the first [0], the second
/// [1], both [2]. Of three: [0] to [2]. What is not the chain's value comes from TileStep::in, in its order.
using TileSteps = std::array<AnyStep, 3>;

}  // namespace saem
