import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation, Program, Setup } from '@gradewire/core';
import { Config } from '../config.ts';
import { plan } from './plan.ts';
import { portOf } from './ports.ts';

function program(subject: string, role: 'client' | 'server'): Program {
  const args = role === 'client' ? ['{host}', '{port}'] : ['{port}'];
  const argumentForms = [
    { name: 'documented', args },
    ...(role === 'server' ? [{ name: 'backlog', args: [...args, '5'] }] : []),
  ];
  const common = { language: 'c', source: null, build: [], command: ['./program'], environment: {}, stdin: '' };
  return { id: `${subject}/${role}`, subject, role, argumentForms, ...common };
}

function setup(...programs: Program[]): Setup<Config> {
  const subjects = [...new Set(programs.map(({ subject }) => subject))].map((id) => ({
    id,
    folder: id,
    language: 'c',
    notes: [],
  }));
  const builds = programs.map(({ id }) => [id, { program: id, outcome: 'built', command: '', log: '' }] as const);
  const discovery = { subjects, programs, missing: [], ignored: [] };
  return { config: Config.parse({}), seed: 7, tree: { digest: '', files: [] }, discovery, builds: new Map(builds) };
}

/** A server that never listened on what it was told. */
function neverReady(trial: string, listening: Observation['listening'] = []): Observation {
  const end = { how: 'exited', code: 1 } as const;
  const server = { argv: [], end, startedMs: 0, endedMs: 9, stdout: '', stderr: 'usage', cpuMs: 1, maxRssKiB: 1 };
  const link = { backend: '', version: '', framesForwarded: 0, framesDropped: 0, realised: null, capture: null };
  const rest = {
    serverReadyMs: null,
    serverAliveAtEnd: false,
    clients: [],
    conversations: [],
    written: [],
    transfers: [],
    durationMs: 9,
  };
  return { version: 1, trial, port: 10_000, server, listening, link, ...rest };
}

const trialsOf = (cases: ReturnType<typeof plan>, id: string) =>
  cases.find((one) => one.id === id)?.trials.map(({ name }) => name);

test('first come the static and the reference cases alone', () => {
  const groups = plan(setup(program('go', 'client'), program('go', 'server')), new Map()).map(({ group }) => group);
  assert.deepEqual([...new Set(groups)].sort(), ['reference', 'static']);
});

test('a server that does not listen as documented is tried with a backlog, and then at the port where it was seen', () => {
  const server = program('go', 'server');
  const id = 'reference/go/server';
  const both = (suffix: string, listening: Observation['listening'] = []) =>
    ['plain', 'newline'].map((variant) => neverReady(`${variant}${suffix}`, listening));
  assert.deepEqual(trialsOf(plan(setup(server), new Map()), id), ['plain', 'newline']);
  const afterOne = plan(setup(server), new Map([[id, both('')]]));
  assert.deepEqual(trialsOf(afterOne, id)?.slice(2), ['plain/backlog', 'newline/backlog']);
  const elsewhere = [{ address: '0.0.0.0', port: 12_345 }];
  const seenElsewhere = plan(setup(server), new Map([[id, both('', elsewhere)]]));
  assert.deepEqual(trialsOf(seenElsewhere, id)?.slice(2), ['plain/port-12345', 'newline/port-12345']);
  const loopback = [{ address: '127.0.0.1', port: 12_345 }];
  const seenOnLoopback = plan(setup(server), new Map([[id, both('', loopback)]]));
  assert.deepEqual(trialsOf(seenOnLoopback, id)?.slice(2), ['plain/backlog', 'newline/backlog']);
});

test('planning is a function: the same observations give the same plan', () => {
  const all = setup(program('go', 'client'), program('c', 'server'));
  assert.deepEqual(plan(all, new Map()), plan(all, new Map()));
});

test('ports are outside the ephemeral range and differ between trials', () => {
  const ports = Array.from({ length: 500 }, (_, i) => portOf(1, `pair/a/${i}`, 'pair'));
  assert.ok(ports.every((port) => port >= 10_000 && port < 30_000));
  assert.ok(new Set(ports).size > 450);
  assert.equal(portOf(1, 'x', 'y'), portOf(1, 'x', 'y'));
  assert.notEqual(portOf(1, 'x', 'y'), portOf(2, 'x', 'y'));
});
