// Threads of the program itself, each with a model of its own, share the pool, the memory that arrays reuse,
// what was found out by timing, and whatever oneDNN keeps: each must get the bits that it gets alone.
// `make tsan` runs this under the thread sanitizer.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"

namespace saem {
namespace {

constexpr int host_threads = 4;

class HostThreads : public testing::TestWithParam<int> {
 protected:
  HostThreads() { set_thread_count(GetParam()); }
  ~HostThreads() override { set_thread_count(before_); }

 private:
  int before_ = thread_count();
};

Array pictures(std::int64_t n, std::uint64_t seed) {
  Generator generator(seed);
  Array a({n, 8, 8, 1});
  for (float& v : a.mutable_data<float>()) v = static_cast<float>(generator.normal());
  return a;
}

Array labels(std::int64_t n) {
  Array a({n}, DType::i32);
  for (std::int64_t i = 0; i < n; ++i) a.mutable_data<std::int32_t>()[i] = static_cast<std::int32_t>(i % 3);
  return a;
}

Sequential small_model(std::uint64_t seed) {
  Sequential model{Input({8, 8, 1}),
                   Conv2D(8, 3, {.activation = "relu"}),
                   BatchNormalization(),
                   MaxPooling2D(2),
                   Flatten(),
                   Dropout(0.2),
                   Dense(70, {.activation = "relu"}),
                   Dense(3, {.activation = "softmax"})};
  model.set_seed(seed);
  return model;
}

/// Calls work(0), work(1), … each on a thread of its own, all at once.
template <class Work>
void on_threads(const Work& work) {
  std::vector<std::thread> threads;
  for (int t = 0; t < host_threads; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& thread : threads) thread.join();
}

bool same_bits(const Array& a, const Array& b) {
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         std::memcmp(a.bytes(), b.bytes(), a.byte_size()) == 0;
}

/// What each thread computes, against the same computed before by this one.
template <class Compute>
void expect_same_bits_as_alone(const Compute& compute) {
  std::vector<Array> alone, together(host_threads);
  for (int t = 0; t < host_threads; ++t) alone.push_back(compute(t));
  on_threads([&](int t) { together[t] = compute(t); });
  for (int t = 0; t < host_threads; ++t) EXPECT_TRUE(same_bits(together[t], alone[t])) << "thread " << t;
}

TEST_P(HostThreads, BuildAndPredictAtOnce) {
  const Array x = pictures(37, 1);  // read by all
  expect_same_bits_as_alone([&x](int t) {
    Sequential model = small_model(static_cast<std::uint64_t>(t) % 2);
    Array last;
    for (int i = 0; i < 5; ++i) last = model.predict(x, {.batch_size = 8 + i});
    return last;
  });
}

TEST_P(HostThreads, TrainAtOnce) {
  const Array x = pictures(24, 2), y = labels(24);
  expect_same_bits_as_alone([&](int t) {
    Sequential model = small_model(static_cast<std::uint64_t>(t));
    model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
    model.fit(x, y, {.batch_size = 8, .epochs = 2, .verbose = 0});
    return model.predict(x);
  });
}

// Large enough that its memory comes from, and goes back to, what all threads share.
TEST_P(HostThreads, WriteTheirCopiesOfOneArray) {
  const Array shared = Array::full({300'000}, 1.0);
  std::vector<int> wrong(host_threads, 0);
  on_threads([&](int t) {
    for (int i = 0; i < 20; ++i) {
      Array mine = shared;
      parallel_for(mine.size(), 10'000,
                   [values = mine.mutable_data<float>().data(), t](auto begin, auto end) {
                     for (auto k = begin; k < end; ++k) values[k] += static_cast<float>(t);
                   });
      for (const float v : mine.data<float>()) wrong[t] += v != static_cast<float>(1 + t);
    }
  });
  EXPECT_EQ(wrong, std::vector<int>(host_threads, 0));
  EXPECT_EQ(shared.at(0), 1);
}

// One after the other is allowed: what a model keeps belongs to no thread.
TEST_P(HostThreads, HandAModelOn) {
  const Array x = pictures(9, 3);
  Sequential model = small_model(5);
  const Array expected = model.predict(x);
  for (int i = 0; i < host_threads; ++i) {
    Array received;
    std::thread([&] { received = model.predict(x); }).join();
    EXPECT_TRUE(same_bits(received, expected));
  }
}

INSTANTIATE_TEST_SUITE_P(LoopsOn, HostThreads, testing::Values(1, 3), [](const auto& instance) {
  return std::to_string(instance.param) + (instance.param == 1 ? "Thread" : "Threads");
});

}  // namespace
}  // namespace saem
