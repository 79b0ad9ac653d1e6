#include "distribution.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* iproute2 finds each of its normal values on a grid of this step, between −10 and 10; so the same numbers come out. */
#define GRID 0.00005
#define CELLS 16384 /* it computes four times the values that it keeps */

static double normal_below(double x) { return 0.5 * erfc(-x / sqrt(2.0)); }

/** The greatest grid value whose share of the distribution still rounds to cell `cell` of CELLS. */
static double normal_value(int cell) {
  double share = (cell + 0.5) / CELLS;
  long low = 0, high = lround(20.0 / GRID);
  while (high - low > 1) {
    long middle = (low + high) / 2;
    if (normal_below(-10.0 + (double)middle * GRID) <= share) low = middle;
    else high = middle;
  }
  return -10.0 + (double)low * GRID;
}

/** Pareto with shape 3, whose mean is 3/2 and deviation about 3/4, moved and stretched to 0 and 1. */
static int pareto_entry(int entry) {
  double share = 1.0 - (double)entry / DISTRIBUTION_SIZE;
  double value = (pow(share, -1.0 / 3.0) - 1.5) * (4.0 / 3.0) * DISTRIBUTION_SCALE;
  return value > INT16_MAX ? INT16_MAX : (int)rint(value);
}

static int normal_entry(int entry) { return (int)rint(normal_value(4 * entry) * DISTRIBUTION_SCALE); }

static int16_t clamped(int value) {
  return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

const int16_t *distribution_table(enum distribution distribution) {
  static int16_t tables[PARETONORMAL + 1][DISTRIBUTION_SIZE];
  static bool made[PARETONORMAL + 1];
  if (distribution == UNIFORM) return NULL;
  int16_t *table = tables[distribution];
  for (int i = 0; i < DISTRIBUTION_SIZE && !made[distribution]; i++) {
    int normal = distribution != PARETO ? normal_entry(i) : 0;
    int pareto = distribution != NORMAL ? pareto_entry(i) : 0;
    table[i] = clamped(distribution == NORMAL ? normal : distribution == PARETO ? pareto : (normal + 3 * pareto) / 4);
  }
  made[distribution] = true;
  return table;
}
