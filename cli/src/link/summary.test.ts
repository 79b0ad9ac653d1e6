import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkProfile, type ProcessEnd, type ProcessObservation, type RealisedDirection } from '@gradewire/core';
import { renderSummary } from './render-summary.ts';
import { type Asked, type Ran, summaryOf } from './summary.ts';

const program = (end: ProcessEnd, startedMs: number, endedMs: number): ProcessObservation => ({
  ...{ argv: ['./program', 'x'], end, startedMs, endedMs, stdout: 'out', stderr: 'err', cpuMs: 1, maxRssKiB: 1 },
});
const untouched: RealisedDirection = {
  ...{ packets: 4, lost: 0, ruledOut: 0, blackedOut: 0, limited: 0, duplicated: 0, corrupted: 0, corruptedVisibly: 0 },
  ...{ reordered: 0, delayed: 4, tallies: {} },
};
const lossy: RealisedDirection = {
  ...untouched,
  packets: 20,
  lost: 4,
  tallies: { loss: { configured: 0.1, trials: 20, hits: 4 } },
};

const profile = LinkProfile.parse({
  name: 'mine',
  seed: 7,
  clientToServer: { loss: { model: 'random', percent: 10 } },
  rules: [{ direction: 'serverToClient', payloadPrefix: 'ack|', nth: 2, action: 'drop' }],
});
const asked: Asked = { profile, port: 9000, capture: 'c.pcapng', timeLimitMs: 60_000 };
const ran: Ran = {
  kind: 'ran',
  backend: 'emulator',
  client: program({ how: 'exited', code: 0 }, 100, 400),
  server: program({ how: 'stopped' }, 0, 900),
  serverReadyMs: 90,
  durationMs: 950,
  report: {
    capture: Buffer.alloc(0),
    framesForwarded: 0,
    framesDropped: 4,
    version: '9.9',
    realised: {
      lagMs: { p50: 0.1, p99: 0.5, max: 1 },
      overrun: 0,
      directions: { clientToServer: lossy, serverToClient: untouched },
      rules: [{ matched: 2, applied: 1 }],
    },
  },
};
const withReport = (change: Partial<Ran['report']>): Ran => ({ ...ran, report: { ...ran.report, ...change } });
const warnings = (changed: Ran, change: Partial<Asked> = {}) => summaryOf(changed, { ...asked, ...change }).warnings;

test('what the link did and how both programs fared, without what they printed', () => {
  const summary = summaryOf(ran, asked);
  assert.deepEqual(summary.warnings, []);
  assert.equal(summary.directions?.clientToServer.lost, 4);
  assert.deepEqual(summary.link, { backend: 'emulator', version: '9.9' });
  assert.equal(JSON.stringify(summary).includes('stdout'), false);
  assert.equal(summary.server?.readyMs, 90);
});

test('what is odd is told', () => {
  const rules = [{ matched: 0, applied: 0 }];
  assert.deepEqual(warnings(withReport({ realised: { ...ran.report.realised, rules } })), [
    'rule 1 matched nothing: drop packet 2 that begins with "ack|", server → client',
  ]);
  const few = [{ matched: 1, applied: 0 }];
  assert.deepEqual(warnings(withReport({ realised: { ...ran.report.realised, rules: few } })), [
    'rule 1 acted on none of the 1 that it matched: drop packet 2 that begins with "ack|", server → client',
  ]);
  assert.match(warnings({ ...ran, serverReadyMs: null })[0]!, /^nothing listened on the server's port 9000 for 5 s/);
  const gone = program({ how: 'exited', code: 0 }, 0, 50);
  assert.match(warnings({ ...ran, serverReadyMs: null, server: gone })[0]!, /before the server ended/);
  const failed = { client: program({ how: 'not-run' }, 60, 60), server: program({ how: 'exited', code: 1 }, 0, 50) };
  assert.deepEqual(warnings({ ...ran, ...failed, serverReadyMs: null }), [
    'the server failed first, so the client was not started',
  ]);
  assert.match(warnings(withReport({ framesForwarded: 3 }))[0]!, /capture is full: it holds 0 of 3 frames/);
  const lagMs = { p50: 1, p99: 30, max: 90 };
  assert.match(warnings(withReport({ realised: { ...ran.report.realised, lagMs } }))[0]!, /not as the profile asks/);
  assert.match(warnings({ ...ran, backend: 'netem' })[0]!, /^keying flow: netem draws for all flows/);
  const mars = { ...profile, clientToServer: { ...profile.clientToServer, delay: 182_000 } };
  assert.match(warnings(ran, { profile: mars })[0]!, /a round trip takes 182 s, .*--time-limit/);
});

test('the same for people', () => {
  const lines = renderSummary(summaryOf(ran, asked)).split('\n');
  const row = (title: string) =>
    lines
      .find((line) => line.trim().startsWith(title))
      ?.trim()
      .split(/ {2,}/);
  assert.deepEqual(row('set'), ['set', 'loss random 10%', 'nothing']);
  assert.deepEqual(row('packets'), ['packets', '20', '4']);
  assert.deepEqual(row('lost'), ['lost', '4 (20 %, set to 10 %)', '0']);
  assert.equal(row('duplicated'), undefined);
  assert.ok(lines.includes('link mine, seed 7, emulator 9.9'));
  assert.ok(lines.includes('client  exit code 0 after 0.30 s: ./program x'));
  assert.ok(lines.includes('server  still running, ended after 0.90 s: ./program x'));
});

test('more drawn than lost: a rule was quicker', () => {
  const directions = { clientToServer: { ...lossy, lost: 3, ruledOut: 1 }, serverToClient: untouched };
  const text = renderSummary(summaryOf(withReport({ realised: { ...ran.report.realised, directions } }), asked));
  assert.match(text, /lost +3 \(drawn 4 of 20, set to 10 %\) +0\n/);
  assert.match(text, /lost by a rule +1 +0\n/);
});
