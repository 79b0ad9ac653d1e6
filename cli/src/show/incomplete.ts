import type { GradingResult } from '@gradewire/core';
import { count } from '@gradewire/core/report';

/** Why a run has no score: a sentence for each kind of reason, for a person. Empty for a complete one. */
export function whyIncomplete({ status, cases, infrastructure }: GradingResult): string[] {
  if (status === 'complete') return [];
  const unsupported = cases.filter(({ outcome }) => outcome === 'unsupported');
  const reasons: string[] = [];
  if (infrastructure.faults.length > 0 || unsupported.length === 0) {
    reasons.push(`A fault of the grader remained after ${infrastructure.retries} repeated attempts.`);
  }
  const [first] = unsupported;
  if (first) {
    const example = first.feedback[0]?.text ?? '';
    reasons.push(`${count(unsupported.length, 'case')} not supported by the link, for example ${first.id}: ${example}`);
  }
  return [...reasons, 'There is no score; nobody loses a point by it.'];
}
