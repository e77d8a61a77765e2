// The smallest program that goes through layers, model, ops and backend; the weights are ones, so the answer
// is known.
#include <saem/saem.h>

#include <cstdio>

int main() {
  using namespace saem;
  Sequential model{Input({3}), Dense(2, {.kernel_initializer = "ones"})};
  const Array sums =
      model.predict(Array::of<float>({1, 2, 3, 4, 5, 6}, {2, 3}));  // rows: (6, 6) and (15, 15)
  const double total = sum(square(Tensor(sums))).item();
  std::printf("total %g, expected 522\n", total);
  return total == 522.0 ? 0 : 1;
}
