import type { Blame, Evidence, Feedback, Verdict } from '@gradewire/core';
import type { Finding } from './feedback.ts';

export function passed(evidence: readonly Evidence[], slips: readonly Finding[] = [], metrics = {}): Verdict {
  return { outcome: 'passed', blame: null, feedback: toFeedback(slips), evidence, metrics };
}

/** A failure with its causes; the first finding gives the outcome. No findings: it passed. */
export function fromFindings(
  findings: readonly Finding[],
  slips: readonly Finding[],
  evidence: readonly Evidence[],
  metrics: Record<string, number> = {},
): Verdict {
  const first = findings[0];
  if (first === undefined) return passed(evidence, slips, metrics);
  const feedback = toFeedback([...findings, ...slips]);
  return { outcome: first.outcome, blame: blameOf(findings), feedback, evidence, metrics };
}

function blameOf(findings: readonly Finding[]): Blame {
  const sides = new Set(findings.map((found) => found.side));
  return sides.size === 2 ? 'both' : [...sides][0]!;
}

/** One entry per code: two trials that fail for one reason are told once. */
function toFeedback(findings: readonly Finding[]): Feedback[] {
  const byCode = new Map<string, Feedback>();
  for (const { code, text } of findings) if (!byCode.has(code)) byCode.set(code, { code, text });
  return [...byCode.values()];
}
