// Any bytes as a .wav file: a sound that is the same after it is written as floats and read, or an error; and
// what its first bytes say of it.
#include <cstring>

#include "fuzz/support.h"
#include "saem/data/sounds/wav.h"
#include "tests/data/sounds/make_wav.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Sound sound;
  if (!fuzz::accepts([&] { sound = parse_wav(fuzz::bytes_of(data, size), "input.wav"); })) return 0;
  fuzz::require(sound.samples.size() <= static_cast<std::int64_t>(size),
                "a sound has no more samples than its file bytes");
  const SoundFacts facts = inspect_wav(fuzz::MemoryFile(fuzz::bytes_of(data, size)).path());
  fuzz::require(facts.samples == sound.samples.shape()[0] && facts.channels == sound.samples.shape()[1] &&
                    facts.rate == sound.rate,
                "the first bytes say what the whole file says");
  if (facts.channels * 4 > 0xFFFF) return 0;  // the size of a sample has 16 bits
  std::string samples(sound.samples.byte_size(), '\0');
  std::memcpy(samples.data(), sound.samples.bytes(), samples.size());
  const std::string again = test::make_wav(samples, {.tag = 3,
                                                     .channels = static_cast<unsigned>(facts.channels),
                                                     .rate = static_cast<unsigned>(facts.rate),
                                                     .bits = 32});
  fuzz::require(identical(parse_wav(std::as_bytes(std::span(again)), "again.wav").samples, sound.samples),
                "a sound is the same after it is written and read");
  return 0;
}
