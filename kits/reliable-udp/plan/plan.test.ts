import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { type Case, generateFile, type Observation } from '@gradewire/core';
import { type Built, goodPackets, observed, setupWith } from '../judge/built-trial.ts';
import { seededCases } from './case-ids.ts';
import { catalogue } from './catalogue.ts';
import { firstFile } from './opening.ts';
import { lingerMs, plan, totalMs } from './plan.ts';
import { chunkClass } from './trials.ts';

/** The plan after the first case, which a sender with packets of 1000 bytes has passed. */
function planned(config: unknown = {}, seed = 1, built: Partial<Built> = {}): Case[] {
  const setup = setupWith(config, seed);
  const first = plan(setup, new Map())[0]!;
  return plan(setup, new Map([[first.id, [opening(setup, first, built)]]]));
}

function opening(setup: ReturnType<typeof setupWith>, first: Case, built: Partial<Built> = {}): Observation {
  const file = firstFile(setup);
  return observed(first.trials[0]!, { file, packets: goodPackets(file), ...built });
}

const ids = (cases: readonly Case[]) => cases.map(({ id }) => id);
const named = (cases: readonly Case[], id: string) => cases.find((one) => one.id === id)!;

test('first comes a text on a clean link, alone', () => {
  assert.deepEqual(ids(plan(setupWith(), new Map())), ['clean/text']);
});

test('if it fails there is nothing more; if it only arrives in another encoding there is', () => {
  assert.deepEqual(ids(planned({}, 1, { written: Buffer.from('other') })), ['clean/text']);
  const setup = setupWith();
  const first = plan(setup, new Map())[0]!;
  const written = Buffer.from(Buffer.alloc(20_000, 'a').toString('base64'));
  assert.equal(written.length > 20_000, true);
  assert.deepEqual(ids(planned({}, 1, { written })), ['clean/text'], 'base64 of something else');
  assert.ok(ids(planned()).length > 50);
  assert.equal(first.id, 'clean/text');
});

test('giving up comes first, since it takes longest, and then the longest', () => {
  const cases = planned();
  assert.deepEqual(ids(cases).slice(0, 2), ['clean/text', 'give-up']);
  assert.match(cases[2]!.id, /^loss\/30\/both\/seed-1$/);
});

test('ids are unique, and those of the contract are there', () => {
  const all = ids(planned());
  assert.equal(new Set(all).size, all.length);
  for (const id of [
    'loss/30/both/seed-5',
    'loss/50/both/seed-1',
    'corrupt/data/seed-1',
    'blackout/3s',
    'clean/stdin',
    'named/last-ack-lost',
    'everything/seed-2',
    'extra/sack',
  ]) {
    assert.ok(all.includes(id), id);
  }
});

test('every seed and every case has weather of its own, another seed of the run has other weather', () => {
  const seedsOf = (seed: number) => planned({}, seed).map(({ link }) => link.seed);
  const [one, two] = [seedsOf(1), seedsOf(2)];
  assert.equal(new Set(one).size, one.length);
  assert.equal(one.filter((seed) => two.includes(seed)).length, 0);
  assert.deepEqual(one, seedsOf(1));
  assert.ok(one.every(Number.isSafeInteger));
});

test('ports and files differ from trial to trial', () => {
  const trials = planned().flatMap(({ trials }) => trials);
  const ports = trials.map(({ port }) => port);
  assert.ok(ports.every((port) => port >= 10_000 && port < 30_000));
  assert.ok(new Set(ports).size > 0.98 * ports.length);
});

test('files are sized in packets of the student, and the reference has the nearest size of packets', () => {
  const [reference, student] = named(planned(), 'loss/30/both/seed-1').trials;
  assert.deepEqual([reference!.name, student!.name], ['reference', 'sender']);
  const [file] = student!.server!.writes!.expected;
  assert.equal(file!.bytes, 59_500);
  assert.deepEqual(reference!.server!.writes!.expected, [file], 'the same file');
  assert.deepEqual(reference!.client!.runs[0]!.args.slice(-2), ['--chunk', '1024']);
  assert.equal(named(planned(), 'clean/chunk-multiple').trials[0]!.server!.writes!.expected[0]!.bytes % 1000, 0);
  assert.deepEqual([1, 300, 700, 1000, 1400, 9000].map(chunkClass), [256, 256, 512, 1024, 1440, 1440]);
});

test('the last acknowledgement is known by its number, or by how many there were where numbers may be drawn', () => {
  const rulesOf = (built: Partial<Built>) =>
    named(planned({}, 1, built), 'named/last-ack-lost').link.rules.map(
      ({ class: kind, payloadPrefix, nth, action }) => ({
        ...(kind ? { class: kind } : { payloadPrefix }),
        nth,
        action,
      }),
    );
  const packets = goodPackets(firstFile(setupWith()));
  const byNumber = [{ payloadPrefix: 'ack|22|', nth: 1, action: 'drop' }];
  assert.deepEqual(rulesOf({}), byNumber);
  // Sent again, and acknowledged again, because of a machine that had to do something else.
  const again = { ...packets[3]!, ms: 600, ack: { ms: 605, seq: 22 } };
  assert.deepEqual(rulesOf({ packets: [...packets, again] }), byNumber);
  const renumbered = packets.map(({ ms, payload, ack }): typeof again => {
    const [kind, seq, ...data] = Buffer.from(payload).toString('latin1').split('|');
    const body = `${[kind, 7000 + Number(seq), ...data.slice(0, -1)].join('|')}|`;
    return {
      ms,
      payload: Buffer.from(`${body}${crc32(Buffer.from(body, 'latin1'))}`, 'latin1'),
      ack: { ...ack!, seq: 7000 + ack!.seq },
    };
  });
  assert.deepEqual(rulesOf({ packets: renumbered }), [{ class: 'ack', nth: 22, action: 'drop' }]);
});

test('the first text ends with a line break, and the cases aimed by its packets have a file of its size', () => {
  const file = firstFile(setupWith());
  assert.equal(generateFile(file).at(-1), 0x0a);
  const sizes = planned()
    .filter(({ id }) => id.startsWith('named/'))
    .map(({ trials }) => trials[0]!.server!.writes!.expected[0]!.bytes);
  assert.deepEqual(new Set(sizes), new Set([file.bytes]));
});

test('standard input has no -f; two senders run together', () => {
  const [stdin] = named(planned(), 'clean/stdin').trials[0]!.client!.runs;
  assert.ok(!stdin!.args.includes('-f'));
  assert.equal(stdin!.files, undefined);
  assert.equal(stdin!.stdin?.bytes, 20_000);
  const { client, server } = named(planned(), 'clean/two-senders').trials[0]!;
  assert.equal(client!.together, true);
  assert.deepEqual(server!.writes!.paths, ['/tmp/received', '/tmp/received.2']);
});

test('a good sender needs less than 600 s for all trials, and the public suite less than 60', () => {
  const seconds = (config: object) => {
    const { config: read } = setupWith(config);
    const all = catalogue
      .flatMap((spec) => seededCases(read, spec))
      .filter(({ spec }) => read.suite === 'full' || spec.public);
    return all.reduce((sum, one) => sum + totalMs(read, one), 0) / 1000;
  };
  assert.ok(seconds({}) < 600, `${seconds({})}`);
  assert.ok(seconds({ suite: 'public' }) < 60);
});

test('the public suite is a part of the full one, with a seed each', () => {
  const [full, some] = [ids(planned()), ids(planned({ suite: 'public' }))];
  assert.ok(some.every((id) => full.includes(id)));
  assert.ok(some.length < 20);
  assert.ok(!some.includes('give-up'));
  assert.ok(!some.some((id) => id.endsWith('seed-2')));
});

test('only what is asked for, and the first case, which it needs', () => {
  assert.deepEqual(ids(planned({ cases: ['loss/10'], seeds: 2 })).sort(), [
    'clean/text',
    'loss/10/both/seed-1',
    'loss/10/both/seed-2',
  ]);
  assert.deepEqual(ids(planned({ cases: ['give-up', 'corrupt/acks/seed-2'] })), [
    'clean/text',
    'give-up',
    'corrupt/acks/seed-2',
  ]);
  assert.deepEqual(ids(planned({ cases: ['clean/text'] })), ['clean/text']);
});

test('time is left for the last acknowledgement where it may be lost', () => {
  const { config } = setupWith();
  const of = (id: string) => lingerMs(config, catalogue.find((spec) => spec.id === id)!);
  assert.equal(of('clean/text'), 3000);
  assert.ok(of('loss/50/both') > 20_000 && of('loss/10/both') < 10_000);
});

test('the races with TCP wait until everything else has passed', () => {
  const config = { cases: ['clean/binary', 'extra/faster-than-tcp'], race: { seeds: 2 } };
  const setup = setupWith(config);
  const first = plan(setup, new Map())[0]!;
  const seen = new Map([[first.id, [opening(setup, first)]]]);
  const binary = named(plan(setup, seen), 'clean/binary');
  const file = binary.trials[0]!.server!.writes!.expected[0]!;
  const whole = observed(binary.trials[0]!, { file, packets: goodPackets(file) });
  const broken = { ...whole, written: [{ ...whole.written[0]!, agreesFor: 7 }] };
  assert.deepEqual(ids(plan(setup, seen)), ['clean/text', 'clean/binary']);
  assert.deepEqual(ids(plan(setup, new Map([...seen, [binary.id, [broken]]]))), ['clean/text', 'clean/binary']);
  const all = plan(setup, new Map([...seen, [binary.id, [whole]]]));
  const races = all.slice(2);
  assert.deepEqual(
    races.map(({ id, trials }) => [id, trials.map(({ name }) => name)]),
    [1, 2].map((seed) => [`extra/faster-than-tcp/seed-${seed}`, ['tcp', 'sender']]),
  );
  assert.notEqual(races[0]!.link.seed, races[1]!.link.seed);
  const without = { ...config, cases: [...config.cases, 'loss/30'], without: ['loss/30'] };
  const alone = plan(setupWith(without), new Map([...seen, [binary.id, [whole]]]));
  assert.deepEqual(ids(alone), ['clean/text', 'clean/binary', ...races.map(({ id }) => id)]);
});

test('a configuration that asks for what there is not is refused by name', () => {
  const refusal = (config: unknown) => {
    try {
      setupWith(config);
    } catch (error) {
      return (error as { issues: { path: string[]; message: string }[] }).issues[0]!;
    }
    return undefined;
  };
  assert.match(refusal({ cases: ['loss/31'] })!.message, /no case is called loss\/31, .*did you mean loss\/30\?/);
  assert.deepEqual(refusal({ without: ['lost/30'] })!.path, ['without']);
  assert.match(refusal({ without: ['extra', 'corruption'] })!.message, /no case is called corruption, .*corrupt/);
  assert.match(refusal({ without: ['weather'] })!.message, /weather, .*begin with blackout, .*, corrupt, .*, loss, /);
  assert.equal(refusal({ without: ['give-up', 'loss', 'loss/30', 'loss/30/both/seed-3', 'extra'] }), undefined);
  assert.deepEqual(refusal({ measured: ['lost'] })!.path, ['measured']);
  assert.match(refusal({ suite: 'half' })!.message, /neither "full" nor "public"/);
  assert.match(refusal({ time: { fullAt: 4, noneAt: 2 } })!.message, /not above/);
  assert.equal(refusal({ cases: ['loss', 'extra/sack', 'loss/10/both/seed-3'] }), undefined);
});
