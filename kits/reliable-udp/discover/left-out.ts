import type { Feedback } from '@gradewire/core';
import { isAside } from '../../discover/aside.ts';
import { isMade } from '../../discover/folder.ts';
import { isShell, otherLanguageOf } from '../../discover/other-languages.ts';
import type { Candidate } from './candidates.ts';
import type { FoundSender } from './find-sender.ts';
import { toldByPath } from './names.ts';
import * as notes from './notes.ts';
import type { Place } from './recipes.ts';

const most = 8;
const plain = ['exact', 'sender', 'rudp'];

/** Files whose own names say that they are a sender and that are not graded. Equally likely ones are told elsewhere. */
export function leftOut(place: Place, candidates: readonly Candidate[], found: FoundSender | undefined): Feedback[] {
  const ignored: Feedback[] = [];
  const taken = candidates.find(({ source }) => source === found?.source);
  for (const { source, tier } of candidates) {
    if (found?.source === undefined || source === found.source || source.path === found.chosen) continue;
    if (tier === taken?.tier || !source.starts || !plain.includes(toldByPath(source.path) ?? '')) continue;
    if (isAside(source.path)) {
      ignored.push(notes.fileLeftOut(source.path, 'its name says that it is a test, an example or an old copy'));
    } else if (tier < 50) ignored.push(notes.fileLeftOut(source.path, `${found.chosen} was taken for the sender`));
  }
  for (const { path } of place.folder.files) {
    const title = otherLanguageOf(path);
    if (title === undefined || isShell(title) || isMade(path) || !plain.includes(toldByPath(path) ?? '')) continue;
    ignored.push(notes.fileLeftOut(path, `it is in ${title}, which cannot be graded`));
  }
  return ignored.slice(0, most);
}
