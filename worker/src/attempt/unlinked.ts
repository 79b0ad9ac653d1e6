import type { GradingResult } from '@gradewire/core';
import type { AttemptResult } from '@gradewire/db';
import type { LinkUnavailable } from '@gradewire/engine';

const wayOut = 'publish a version for the emulator';

/** What is committed where the version's link is not to be had: nothing but why. */
export function withoutLink({ reason }: Pick<LinkUnavailable, 'reason'>): AttemptResult {
  const note = `${reason}, and no worker is connected that has: ${wayOut}`;
  return { state: 'incomplete', note, result: { subjects: [] }, cases: [], artefacts: [] };
}

/** How a run ends of which the link could not express every case. */
export function withUnsupported({ cases, link }: Pick<GradingResult, 'cases' | 'link'>) {
  const unsupported = cases.filter(({ outcome }) => outcome === 'unsupported').length;
  const note = `the link ${link.backend} cannot express ${unsupported} of the cases: ${wayOut}`;
  return { state: 'incomplete', note } as const;
}
