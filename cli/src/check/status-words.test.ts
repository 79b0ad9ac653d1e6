import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Submission } from './contracts.ts';
import { statusDisplay } from './status-display.ts';
import { noResultWords } from './status-words.ts';

type Run = NonNullable<Submission['run']>;
const nothing = { position: null, estimatedStartSeconds: null, progress: null, note: null };
const withRun = (run: Partial<Run>): Submission => ({
  id: 's',
  run: { id: 'r', reason: 'self-check', state: 'running', ...nothing, ...run },
  links: { self: '', result: '', events: '' },
});

const way = [
  withRun({ state: 'waiting', position: 3, estimatedStartSeconds: 200 }),
  withRun({ state: 'waiting', position: 3, estimatedStartSeconds: 190 }),
  withRun({ state: 'waiting', position: 0, estimatedStartSeconds: 0 }),
  withRun({ progress: { phase: 'running', casesDone: 0, casesPlanned: null } }),
  withRun({ progress: { phase: 'running', casesDone: 4, casesPlanned: 12 } }),
];

test('where nobody can rewrite a line there is one for each phase; on a terminal the last one stands alone', () => {
  const shown = (isTTY: boolean) => {
    let said = '';
    const display = statusDisplay({ isTTY, columns: 60, write: (text: string) => (said += text) });
    for (const status of way) display.show(status);
    display.end();
    return said;
  };
  assert.equal(shown(false), 'waiting: 3 go first, about 4 min\nwaiting: next in the queue\nrunning\n');
  assert.match(stripVTControlCharacters(shown(true)), /\rrunning: 4 of 12 cases so far\r$/);
  assert.doesNotMatch(shown(true), /\n/);
});

test('why there is no result', () => {
  assert.match(noResultWords(withRun({ state: 'superseded' })), /newer submission of your team/);
  assert.match(noResultWords(withRun({ state: 'cancelled' })), /cancelled/);
  assert.equal(
    noResultWords(withRun({ state: 'incomplete', note: 'A fault' })),
    'no result, and nothing lost by it: A fault',
  );
});
