import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkUnavailable, settleBackend } from '@gradewire/engine';
import { exampleResult } from '../../../core/src/report/example-result.ts';
import { withoutLink, withUnsupported } from './unlinked.ts';

test('a run without a link ends with the reason, in words that fit no command line', async () => {
  const netem = { netem: false, reason: 'Specified qdisc kind is unknown' } as const;
  const refused = settleBackend('netem', async () => ({ netem, landlock: null, realTime: false }));
  const error = await refused.then(
    () => assert.fail('there is no netem'),
    (reason: LinkUnavailable) => reason,
  );
  const { state, note } = withoutLink(error);
  assert.equal(state, 'incomplete');
  assert.match(note!, /^netem: the kernel of this machine .*kind is unknown.*publish a version for the emulator$/);
  assert.doesNotMatch(note!, /--link/);
});

test('a run with cases that the link cannot express says how many', () => {
  const { cases } = exampleResult();
  const marked = cases.map((one, index) => (index < 2 ? { ...one, outcome: 'unsupported' as const } : one));
  const { note } = withUnsupported({ cases: marked, link: { backend: 'netem', version: '6.12' } });
  assert.equal(note, 'the link netem cannot express 2 of the cases: publish a version for the emulator');
});
