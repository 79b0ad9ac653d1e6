import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { processIdentity } from './labels.ts';
import { isOrphan } from './reaper.ts';

const now = Date.parse('2026-10-01T12:00:00Z');
const container = (owner: string | undefined, State = 'running', minutesOld = 60) => ({
  Labels: (owner === undefined ? {} : { 'gradewire.owner': owner }) as Record<string, string>,
  State,
  Created: now / 1000 - minutesOld * 60,
});

test('on this host an owner is looked at; on another one only what was never started is taken for left', () => {
  const here = `${hostname()}/${processIdentity(process.pid)}`;
  assert.equal(isOrphan(container(here), now), false);
  assert.equal(isOrphan(container(here, 'created'), now), false);
  assert.equal(isOrphan(container(`${hostname()}/${process.pid}-0`), now), true);
  assert.equal(isOrphan(container('elsewhere/1-77'), now), false);
  assert.equal(isOrphan(container('elsewhere/1-77', 'created'), now), true);
  assert.equal(isOrphan(container('elsewhere/1-77', 'created', 1), now), false);
  assert.equal(isOrphan(container(undefined), now), true);
  assert.equal(isOrphan(container('nonsense'), now), true);
});
