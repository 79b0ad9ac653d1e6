import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { GradingResult, languages, readPcapng } from '@gradewire/core';
import { artefactsIn, connectDocker, type ObservationRecord, readTree } from '@gradewire/engine';
import { gradeFolder, helloInternet, root, temporaryFolder } from './grade-folder.ts';

const examples = path.join(root, 'examples/class-repo');

describe('the example class', () => {
  let result: GradingResult;
  before(async () => {
    result = await gradeFolder(examples);
  });

  test('the result keeps the contract', () => {
    assert.deepEqual(GradingResult.parse(JSON.parse(JSON.stringify(result))), result);
    assert.equal(result.status, 'complete');
    assert.deepEqual(result.infrastructure.faults, []);
  });

  test('every language is there', () => {
    assert.deepEqual(result.subjects.map(({ language }) => language).sort(), languages.map(({ id }) => id).sort());
    assert.equal(Object.keys(result.images).length, languages.length);
  });

  test('225 of 225 pairs pass', () => {
    const cells = Object.entries(result.matrix.cells).flatMap(([client, row]) =>
      Object.entries(row).map(([server, { outcome }]) => ({ client, server, outcome })),
    );
    assert.equal(cells.length, 225);
    assert.deepEqual(
      cells.filter(({ outcome }) => outcome !== 'passed'),
      [],
    );
  });

  test('everything else passes too, with all points but those given by hand', () => {
    const failed = result.cases
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ id, feedback }) => ({ id, feedback }));
    assert.deepEqual(failed, []);
    for (const { id, lines } of result.subjects) {
      const lost = lines.filter(({ kind, points, maxPoints }) => kind !== 'by-hand' && points < maxPoints);
      assert.deepEqual(lost, [], id);
    }
  });

  test('nothing is left of the run', async () => {
    const docker = await connectDocker();
    const mine = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
    const left = mine.filter(({ Labels }) => Labels['gradewire.owner']?.includes(`/${process.pid}-`));
    assert.deepEqual(
      left.map(({ Labels }) => Labels['gradewire.name']),
      [],
    );
  });
});

test('the same seed gives the same result, and captures that can be read', async () => {
  await using folder = await temporaryFolder();
  const config = { only: ['c', 'python', 'go'] };
  const [first, second] = await Promise.all([
    gradeFolder(examples, { config, artefacts: artefactsIn(folder.path), jobs: 4 }),
    gradeFolder(examples, { config, jobs: 1 }),
  ]);
  const verdicts = ({ cases }: GradingResult) =>
    cases.map(({ id, outcome, points, feedback }) => ({ id, outcome, points, feedback }));
  assert.deepEqual(verdicts(first), verdicts(second));
  assert.deepEqual(first.matrix, second.matrix);

  const record = JSON.parse(await readFile(path.join(folder.path, 'observations.json'), 'utf8')) as ObservationRecord;
  assert.deepEqual(await judgedAgain(record, config), verdicts(first));

  const pair = first.cases.find(({ id }) => id === 'pair/go/python')!;
  assert.deepEqual(pair.artefacts, ['pair+go+python.pcapng']);
  const { packets, truncated } = readPcapng(await readFile(path.join(folder.path, pair.artefacts[0]!)));
  assert.equal(truncated, false);
  const names = new Set(packets.map(({ interfaceName }) => interfaceName));
  assert.deepEqual([...names].sort(), ['client to link', 'link to client', 'link to server', 'server to link']);
});

/** Verdicts from stored observations and the source alone: nothing is built or run. */
async function judgedAgain(record: ObservationRecord, kitConfig: object) {
  const config = helloInternet.parseConfig(kitConfig);
  const tree = await readTree(examples);
  assert.equal(tree.digest, record.source.digest);
  const builds = new Map(record.builds.map((build) => [build.program, build]));
  const setup = { config, seed: record.seed, tree, discovery: helloInternet.discover(tree, config), builds };
  const observations = new Map(Object.entries(record.observations));
  const { cases } = helloInternet.grade(setup, helloInternet.plan(setup, observations), observations);
  return cases.map(({ id, outcome, points, feedback }) => ({ id, outcome, points, feedback }));
}
