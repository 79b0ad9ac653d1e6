import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case, Observation, Program, Setup } from '@gradewire/core';
import { Config } from '../config.ts';
import { outOfTime, served } from '../judge/pair-builder.ts';
import { weatherCases } from './weather.ts';

function program(subject: string, role: 'client' | 'server'): Program {
  const args = role === 'client' ? ['{host}', '{port}'] : ['{port}'];
  const argumentForms = [{ name: 'documented', args }];
  const rest = { language: 'c', source: null, build: [], command: ['./program'], environment: {}, stdin: '' };
  return { id: `${subject}/${role}`, subject, role, argumentForms, ...rest };
}

const programs = ['c', 'go'].flatMap((subject) => [program(subject, 'client'), program(subject, 'server')]);

function planned(weather: unknown[], observations: Record<string, Observation[]>, seed = 1): Case[] {
  const discovery = { subjects: [], programs, missing: [], ignored: [] };
  const config = Config.parse({ weather });
  const setup: Setup<Config> = { config, seed, tree: { digest: '', files: [] }, discovery, builds: new Map() };
  return weatherCases(setup, programs, new Map(Object.entries(observations)));
}

const passed = { 'pair/c/go': [served('pair')], 'pair/go/c': [served('pair')] };
const trialsUnder = (weather: string, ...seen: Observation[]) =>
  planned([weather], { ...passed, [`weather/${weather}/c/go`]: seen })
    .find(({ id }) => id === `weather/${weather}/c/go`)!
    .trials.map(({ name }) => name);

test('only pairs that passed are run, under each weather that was asked for', () => {
  assert.deepEqual(planned([], passed), []);
  assert.deepEqual(planned(['loss'], {}), []);
  const cases = planned(['loss', 'slow'], { ...passed, 'pair/c/c': [outOfTime('pair')] });
  assert.deepEqual(
    cases.map(({ id, group }) => [id, group]),
    ['loss', 'slow'].flatMap((name) => [
      [`weather/${name}/c/go`, 'weather'],
      [`weather/${name}/go/c`, 'weather'],
    ]),
  );
});

test('all pairs have one weather: seed, keying and port are the same; another weather or run has another', () => {
  const key = ({ link, trials }: Case) => [link.seed, link.keying, trials[0]!.port];
  const [first, second, other] = planned(['loss', 'all'], passed);
  assert.deepEqual(key(first!), key(second!));
  assert.equal(first!.link.keying, 'flow');
  assert.notEqual(key(first!)[0], key(other!)[0]);
  assert.notEqual(key(first!)[0], key(planned(['loss'], passed, 2)[0]!)[0]);
  const own = { name: 'own', seed: 7, clientToServer: { loss: { model: 'random', percent: 5 } } };
  assert.equal(planned([own], passed)[0]!.link.seed, 7);
});

test('a client has the time that the weather takes, and two are run one after the other', () => {
  const [{ trials }] = planned(['delay'], passed) as [Case];
  assert.deepEqual(
    trials[0]!.client!.runs.map(({ wallMs, onlyAfterSuccess }) => [wallMs, onlyAfterSuccess]),
    [
      [5500, false],
      [5500, true],
    ],
  );
});

test('want of time and a spared pair get other fates where packets get lost, at most three in all', () => {
  assert.deepEqual(trialsUnder('loss'), ['first']);
  assert.deepEqual(trialsUnder('loss', served('first', 1)), ['first']);
  assert.deepEqual(trialsUnder('loss', outOfTime('first')), ['first', 'second']);
  assert.deepEqual(trialsUnder('loss', served('first', 0)), ['first', 'second']);
  assert.deepEqual(trialsUnder('loss', served('first')), ['first'], 'a link that does not count has perhaps lost some');
  const three = [outOfTime('first'), served('second', 0), outOfTime('third')];
  assert.deepEqual(trialsUnder('loss', ...three), ['first', 'second', 'third']);
  assert.deepEqual(trialsUnder('slow', outOfTime('first')), ['first']);
  const [{ trials }] = planned(['loss'], { ...passed, 'weather/loss/c/go': [served('first', 0)] }) as [Case];
  assert.notEqual(trials[0]!.port, trials[1]!.port);
});
