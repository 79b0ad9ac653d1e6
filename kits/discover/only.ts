import type { Discovery, Feedback, Subject } from '@gradewire/core';
import { onlyNoMatch } from './notes.ts';
import { languageSpelled } from './spelling.ts';

/** Something of a tree that is in no subject. */
export interface LeftOut {
  /** Of the folder or of the first file, from the tree's root. */
  readonly path: string;
  readonly note: Feedback;
}

/**
 * Keeps the subjects with one of these names or languages; then only names without a match are told as ignored, with
 * the reason where it is one of what was left `aside`. Keeps all of the discovery where no name is given.
 */
export function narrowed(
  all: Discovery,
  only: readonly string[] | undefined,
  aside: readonly LeftOut[] = [],
): Discovery {
  if (only === undefined || only.length === 0) return all;
  const wanted = new Set<string>();
  const ignored: Feedback[] = [];
  for (const name of new Set(only)) {
    const called = subjectsCalled(name, all.subjects);
    for (const { id } of called) wanted.add(id);
    if (called.length > 0) continue;
    const reason = aside.find(({ path }) => path.toLowerCase() === name.replace(/\/$/, '').toLowerCase())?.note;
    const known = all.subjects.map(({ id }) => id);
    ignored.push(onlyNoMatch(name, known, reason));
  }
  return {
    subjects: all.subjects.filter(({ id }) => wanted.has(id)),
    programs: all.programs.filter(({ subject }) => wanted.has(subject)),
    missing: all.missing.filter(({ subject }) => wanted.has(subject)),
    ignored,
  };
}

/**
 * The subjects that one name asks for: a folder's exact name before one in other letters, and that before a language
 * in any spelling. Empty where the name is nothing of this.
 */
function subjectsCalled(asked: string, subjects: readonly Subject[]): readonly Subject[] {
  // As a shell completes it.
  const name = asked.replace(/^\.\//, '').replace(/\/$/, '');
  const exact = subjects.filter(({ id, folder }) => id === name || folder === name);
  if (exact.length > 0) return exact;
  const lower = name.toLowerCase();
  const alike = subjects.filter(({ id, folder }) => id.toLowerCase() === lower || folder.toLowerCase() === lower);
  if (alike.length > 0) return alike;
  const language = languageSpelled(name)?.id;
  return subjects.filter((subject) => language !== undefined && subject.language === language);
}
