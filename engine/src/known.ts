import { isGraded, type Observation, type Observations, type Setup } from '@gradewire/core';
import type { ObservationRecord } from './artefacts.ts';
import { type SubjectSource, subjectDigest } from './build/build-subject.ts';
import type { Image } from './images/image-store.ts';
import { type RecipeDigests, recipesOf } from './images/recipe-digests.ts';
import type { Prepared } from './prepare.ts';

type Images = Pick<Prepared, 'lab' | 'peers' | 'images'>;

/** Digest of each subject's files by themselves. */
export function subjectDigests(sources: ReadonlyMap<string, SubjectSource>): Map<string, string> {
  return new Map([...sources].map(([id, source]) => [id, subjectDigest(source)]));
}

/**
 * What `records` hold of programs that are still the same, in images that are made of the same as those
 * of this run, under the names that they have now: how they get on with the reference, and with each other. What a
 * submission gets its score for is seen in its own run and taken from no other.
 */
export function knownObservations(
  records: readonly ObservationRecord[],
  setup: Setup,
  digests: ReadonlyMap<string, string>,
  images: Images,
): Observations {
  const known = new Map<string, readonly Observation[]>();
  const isTaken = (subject: string) => setup.focus?.pairsOnly || !isGraded(setup, subject);
  for (const record of records) {
    const before = new Map(Object.entries(record.subjects ?? {}).map(([id, digest]) => [digest, id]));
    const same = [...digests].flatMap(([now, digest]) => {
      const then = isTaken(now) ? before.get(digest) : undefined;
      return then === undefined ? [] : [{ now, then }];
    });
    const isLike = likeImages(images, record.recipes ?? {});
    const take = (now: string, then: string, languages: readonly (string | undefined)[]) => {
      if (!isLike(languages)) return;
      const seen = Object.hasOwn(record.observations, then) ? record.observations[then] : undefined;
      if (seen !== undefined && !known.has(now)) known.set(now, seen);
    };
    for (const { role, subject, language } of setup.discovery.programs) {
      const one = same.find(({ now }) => now === subject);
      if (one) take(`reference/${one.now}/${role}`, `reference/${one.then}/${role}`, [language]);
    }
    for (const client of same) {
      for (const server of same) {
        const languages = [languageOf(setup, client.now, 'client'), languageOf(setup, server.now, 'server')];
        take(`pair/${client.now}/${server.now}`, `pair/${client.then}/${server.then}`, languages);
      }
    }
  }
  return known;
}

function languageOf({ discovery }: Setup, subject: string, role: string): string | undefined {
  return discovery.programs.find((one) => one.subject === subject && one.role === role)?.language;
}

/** Whether programs in these languages ran in what they would run in now: with those of the link and of the peers. */
function likeImages({ lab, peers, images }: Images, then: RecipeDigests) {
  const isLike = (image: Image | undefined) =>
    image !== undefined && Object.entries(recipesOf([image])).every(([name, recipe]) => then[name] === recipe);
  const isCommonLike = isLike(lab) && isLike(peers);
  return (languages: readonly (string | undefined)[]) =>
    isCommonLike && languages.every((one) => one !== undefined && isLike(images.get(one)));
}
