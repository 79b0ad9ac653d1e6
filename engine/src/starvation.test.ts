import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessEnd, ProcessObservation } from '@gradewire/core';
import { ProgramStarved, refuseStarved, refuseStarvedBuild } from './starvation.ts';

const ran = (end: ProcessEnd, starvedMs?: number): ProcessObservation => ({
  ...{ argv: ['program'], end, startedMs: 0, endedMs: 5000, stdout: '', stderr: '', cpuMs: 300, maxRssKiB: 1 },
  ...(starvedMs === undefined ? {} : { starvedMs }),
});
const well = ran({ how: 'exited', code: 0 }, 4000);
const stopped = ran({ how: 'stopped' }, 0);
const served = { server: stopped, serverReadyMs: 10, serverAliveAtEnd: true };

test('what failed on a machine that had no processor for it is not believed', () => {
  const late = { ...served, clients: [well, ran({ how: 'wall-limit' }, 4400.4)] };
  assert.throws(
    () => refuseStarved(late),
    (error) => error instanceof ProgramStarved && /client waited 4400 ms/.test(error.message),
  );
  const deaf = { server: ran({ how: 'stopped' }, 501), serverReadyMs: null, serverAliveAtEnd: false, clients: [] };
  assert.throws(() => refuseStarved(deaf), /server waited 501 ms/);
  const gone = { ...served, serverAliveAtEnd: false, server: ran({ how: 'exited', code: 1 }, 900), clients: [well] };
  assert.throws(() => refuseStarved(gone), ProgramStarved);
  const helpless = { ...served, server: ran({ how: 'stopped' }, 900), clients: [ran({ how: 'exited', code: 1 }, 0)] };
  assert.throws(() => refuseStarved(helpless), /server waited 900/);
  const loud = { ...helpless, clients: [ran({ how: 'output-limit' }, 4000)] };
  assert.throws(() => refuseStarved(loud), /server waited 900/, 'it may print what the server kept it waiting for');
});

test('what ended well, or had its processor, is', () => {
  refuseStarved({ ...served, clients: [well] });
  refuseStarved({ server: null, serverReadyMs: null, serverAliveAtEnd: false, clients: [well] });
  refuseStarved({ ...served, clients: [ran({ how: 'wall-limit' }, 500)] });
  refuseStarved({ ...served, clients: [ran({ how: 'signalled', signal: 'SIGSEGV' })] });
  refuseStarved({ ...served, clients: [ran({ how: 'output-limit' }, 4000)] });
});

test('a build that ran out of time without a processor is not believed', () => {
  const starved = { cause: 'wall-limit', wallMs: 120_004, starvedMs: 30_100 } as const;
  assert.throws(
    () => refuseStarvedBuild(starved),
    (error) => error instanceof ProgramStarved && /waited 30 s .* of the 120 s/.test(error.message),
  );
  refuseStarvedBuild({ ...starved, starvedMs: 29_000 });
  refuseStarvedBuild({ ...starved, cause: 'exited' });
});
