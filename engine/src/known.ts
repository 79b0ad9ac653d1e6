import { isGraded, type Observation, type Observations, type Setup } from '@gradewire/core';
import type { ObservationRecord } from './artefacts.ts';
import { type SubjectSource, subjectDigest } from './build/build-subject.ts';

/** Digest of each subject's files by themselves. */
export function subjectDigests(sources: ReadonlyMap<string, SubjectSource>): Map<string, string> {
  return new Map([...sources].map(([id, source]) => [id, subjectDigest(source)]));
}

/**
 * What `records` hold of programs that are still the same, under the names that they have now: how they get on with the
 * reference, and with each other. What a submission gets its score for is seen in its own run and taken from no other.
 */
export function knownObservations(
  records: readonly ObservationRecord[],
  setup: Setup,
  digests: ReadonlyMap<string, string>,
): Observations {
  const known = new Map<string, readonly Observation[]>();
  const isTaken = (subject: string) => setup.focus?.pairsOnly || !isGraded(setup, subject);
  for (const record of records) {
    const before = new Map(Object.entries(record.subjects ?? {}).map(([id, digest]) => [digest, id]));
    const same = [...digests].flatMap(([now, digest]) => {
      const then = isTaken(now) ? before.get(digest) : undefined;
      return then === undefined ? [] : [{ now, then }];
    });
    const take = (now: string, then: string) => {
      const seen = Object.hasOwn(record.observations, then) ? record.observations[then] : undefined;
      if (seen !== undefined && !known.has(now)) known.set(now, seen);
    };
    for (const { role, subject } of setup.discovery.programs) {
      const one = same.find(({ now }) => now === subject);
      if (one) take(`reference/${one.now}/${role}`, `reference/${one.then}/${role}`);
    }
    for (const client of same) {
      for (const server of same) take(`pair/${client.now}/${server.now}`, `pair/${client.then}/${server.then}`);
    }
  }
  return known;
}
