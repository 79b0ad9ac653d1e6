import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { Case, CaseResult, GradingResult, Kit } from '@gradewire/core';
import { gradeFolder, helloInternet, root, temporaryFolder } from './grade-folder.ts';

const good = ['c', 'go', 'java', 'python'];

/** A client that is fine wherever an answer takes less than 300 ms. */
const impatient = (connecting: string, reading: string) => `
import socket, sys
client = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=${connecting})
client.settimeout(${reading})
client.sendall(b"Hello in Python")
reply = b""
while data := client.recv(1024):
    reply += data
print(reply.decode())
`;
const bad = { 'in-a-hurry-to-connect': impatient('0.3', 'None'), 'in-a-hurry-to-read': impatient('None', '0.3') };

/** The cases that this is about: those who are in a hurry meet one server, over a link of 279 ms each way and without. */
function isOfInterest({ id, group }: Case): boolean {
  if (group === 'reference') return true;
  if (group !== 'pair' && group !== 'weather') return false;
  const hurries = Object.keys(bad).some((name) => id.includes(`/${name}/`));
  return hurries ? id.endsWith('/c') && (group === 'pair' || id.includes('satellite')) : !id.includes('satellite');
}

const kit: Kit<unknown> = {
  ...helloInternet,
  plan: (setup, observations) => helloInternet.plan(setup, observations).filter(isOfInterest),
};

describe('pairs under other weather', () => {
  let result: GradingResult;
  before(async () => {
    await using folder = await temporaryFolder();
    for (const name of good) {
      await cp(path.join(root, 'examples/class-repo', name), path.join(folder.path, name), { recursive: true });
    }
    for (const [name, source] of Object.entries(bad)) {
      await mkdir(path.join(folder.path, name));
      await writeFile(path.join(folder.path, name, 'helloPython.py'), source);
    }
    const weather = ['delay', 'loss', 'slow', 'satellite'];
    result = await gradeFolder(folder.path, { kit, config: { weather }, jobs: 6 });
  });

  const under = (weather: string) => result.cases.filter(({ id }) => id.startsWith(`weather/${weather}/`));
  const caseOf = (id: string) => result.cases.find((one) => one.id === id);
  const metricOf = (metric: string) => (graded: CaseResult) => graded.metrics[metric] ?? 0;

  test('no link was out of its budget', () => {
    const { retries, faults, linkLagMs } = result.infrastructure;
    assert.deepEqual([result.status, retries, faults], ['complete', 0, []]);
    assert.ok(linkLagMs !== null && linkLagMs < 250, `the worst lag was ${linkLagMs} ms`);
  });

  for (const weather of ['delay', 'loss', 'slow']) {
    test(`${weather}: all good programs get on with each other`, () => {
      const cases = under(weather);
      assert.equal(cases.length, good.length ** 2);
      const failed = cases.filter(({ outcome }) => outcome !== 'passed');
      assert.deepEqual(
        failed.map(({ id, feedback }) => [id, feedback]),
        [],
      );
      assert.ok(cases.every(({ points, maxPoints }) => points === 0 && maxPoints === 0));
    });
  }

  test('the weather was real', () => {
    // Two round trips at the least: one to connect, one for the greeting and its reply.
    assert.ok(under('delay').every((one) => metricOf('client1Ms')(one) >= 200));
    assert.ok(under('loss').every((one) => metricOf('packetsLost')(one) > 0));
    // Some 80 bytes each way take 10 ms each, those of the handshake 9.
    assert.ok(under('slow').every((one) => metricOf('client1Ms')(one) >= 38));
  });

  test('a client in a hurry passes on the usual link, and is blamed where the way is long', () => {
    for (const [name, code] of [
      ['in-a-hurry-to-connect', 'client-gives-up-connecting'],
      ['in-a-hurry-to-read', 'client-gives-up-waiting'],
    ] as const) {
      assert.equal(caseOf(`pair/${name}/c`)?.outcome, 'passed', name);
      const { outcome, blame, feedback } = caseOf(`weather/satellite/${name}/c`)!;
      assert.deepEqual([outcome, blame, feedback.map((one) => one.code)], ['failed', 'client', [code]]);
      const [, waited] = /^Weather satellite, no points: The in-a-hurry-to-\w+ client gives up .*?(\d+) ms/.exec(
        feedback[0]!.text,
      )!;
      assert.ok(Number(waited) >= 290 && Number(waited) < 558, feedback[0]!.text);
    }
  });
});
