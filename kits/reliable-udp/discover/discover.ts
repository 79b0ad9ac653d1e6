import type { Discovery, Feedback, SourceTree } from '@gradewire/core';
import { rootFolder } from '../../discover/folder.ts';
import { narrowed } from '../../discover/only.ts';
import { setupScript } from '../../discover/setup-script.ts';
import { sourcesIn } from '../../discover/sources.ts';
import { candidatesIn } from './candidates.ts';
import { findSender } from './find-sender.ts';
import { leftOut } from './left-out.ts';
import { readSenderManifest } from './manifest.ts';
import * as notes from './notes.ts';
import { pythonTwoNotes } from './python-notes.ts';
import { placeOf, toldIn } from './recipes.ts';

/**
 * Finds a team's sender. There is one subject, `sender`, whose folder is the whole submission: it is built and started
 * with everything that lies beside it. `only` keeps it where one of the names is `sender` or its language. Never
 * throws: whatever a student hands in is an answer.
 */
export function discover(tree: SourceTree, config: { readonly only?: readonly string[] } = {}): Discovery {
  const root = rootFolder(tree.files);
  const sources = sourcesIn(root);
  const place = placeOf(root, sources);
  const candidates = candidatesIn(sources, toldIn(place));
  const manifest = readSenderManifest(root);
  const found = findSender(place, candidates, manifest);
  const said: Feedback[] = (manifest?.problems ?? []).map((problem) => notes.manifestInvalid(manifest!.path, problem));
  if (found === undefined && manifest?.program !== undefined) {
    said.push(notes.manifestInvalid(manifest.path, 'programs.sender.language: name the language of the program'));
  }
  said.push(...(found?.notes ?? []));
  if (found?.source !== undefined) said.push(...pythonTwoNotes(found.source, place));
  const setup = setupScript(root);
  if (setup !== undefined) said.push(notes.setupNotRun(setup));
  const missing = { id: 'sender/sender', subject: 'sender', role: 'sender', tried: notes.namesTried } as const;
  const whole: Discovery = {
    subjects: [{ id: 'sender', folder: '', language: found?.program.language ?? null, notes: said }],
    programs: found === undefined ? [] : [found.program],
    missing: found === undefined ? [missing] : [],
    ignored: leftOut(place, candidates, found),
  };
  return narrowed(whole, config.only);
}
