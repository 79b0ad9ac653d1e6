import { auditLink, type Case, InfrastructureFault } from '@gradewire/core';
import type { LinkReport } from './link.ts';

/** The link was not what the case asks for. Often the machine has too much to do at once. */
export class LinkOutOfBudget extends InfrastructureFault {}

/**
 * Holds what a link did against what the case asks for. Throws LinkOutOfBudget with every deviation: the case runs
 * again with the same seed, so that a second run meets the same weather.
 */
export function auditReport(
  { link, lagBudgetMs }: Pick<Case, 'link' | 'lagBudgetMs'>,
  report: LinkReport,
  durationMs: number,
  stolen: number,
): void {
  // A capture has room for many times what a case asks a program to send: who fills it floods the link, in however short
  // a part of the trial.
  const isFull = (report.framesNotCaptured ?? 0) > 0;
  const frames = isFull ? Number.POSITIVE_INFINITY : report.framesForwarded + report.framesDropped;
  const faults = auditLink(link, report.realised, { lagMs: lagBudgetMs, durationMs, frames });
  if (faults.length === 0) return;
  const steal = stolen > 0.01 ? ` (${Math.round(100 * stolen)} % of processor time went to other machines)` : '';
  throw new LinkOutOfBudget(`the link was not as the case asks: ${faults.join('; ')}${steal}`);
}
