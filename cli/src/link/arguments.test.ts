import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { type LinkRunArguments, parseLinkArguments } from './arguments.ts';

function run(...argv: string[]): LinkRunArguments {
  const parsed = parseLinkArguments(argv);
  assert.equal(parsed.kind, 'run');
  return parsed as LinkRunArguments;
}

const refused = (argv: string[], message: RegExp) =>
  assert.throws(
    () => parseLinkArguments(argv),
    (error) => error instanceof BadUsage && message.test(error.message) && !error.message.includes('\n'),
  );

test('two commands, with options that are theirs and options that are ours', () => {
  const asked = run(
    '--profile',
    'dsl',
    '--seed',
    '7',
    '--',
    'node',
    'c.js',
    '--json',
    '--peer',
    '--',
    'srv',
    '--',
    '-v',
  );
  assert.deepEqual(asked.client, ['node', 'c.js', '--json']);
  assert.deepEqual(asked.server, ['srv', '--', '-v']);
  assert.deepEqual([asked.profile, asked.seed, asked.json], ['dsl', 7, false]);
});

test('what is left out', () => {
  const { server, profile, seed, link, port, folder, lingerMs, timeLimitMs, capture } = run('--', 'client');
  assert.deepEqual(
    [server, profile, seed, link, port, folder],
    [undefined, 'clean', undefined, 'emulator', undefined, '.'],
  );
  assert.deepEqual([lingerMs, timeLimitMs, capture], [500, 60_000, 'gradewire-link.pcapng']);
});

test('times are seconds, or have a unit', () => {
  const limits = (linger: string, limit: string) => {
    const { lingerMs, timeLimitMs } = run('--linger', linger, '--time-limit', limit, '--', 'x');
    return [lingerMs, timeLimitMs];
  };
  assert.deepEqual(limits('2', '1.5'), [2000, 1500]);
  assert.deepEqual(limits('0', '250ms'), [0, 250]);
  assert.deepEqual(limits('.5', '90s'), [500, 90_000]);
});

test('a language by any of its spellings', () => {
  assert.equal(run('--language', 'C++', '--', 'x').language?.id, 'cpp');
  assert.equal(run('--language', 'python', '--', 'x').language?.id, 'python');
});

test('help, list and show need no command', () => {
  assert.deepEqual(parseLinkArguments(['-h']), { kind: 'help' });
  assert.deepEqual(parseLinkArguments(['--list']), { kind: 'list' });
  assert.deepEqual(parseLinkArguments(['--show', 'dsl', '--seed', '3']), {
    ...{ kind: 'show', profile: 'dsl', seed: 3, json: false },
  });
});

test('calls that cannot be carried out are told why', () => {
  refused([], /name the client’s command/);
  refused(['--'], /name the client’s command/);
  refused(['--', '--peer', '--', 'server'], /name the client’s command/);
  refused(['--', ''], /a command is empty/);
  refused(['--', 'client', '--peer', '--'], /--peer: name the server’s command/);
  refused(['--', 'client', '--peer', 'server'], /--peer: put "--" before the server’s command/);
  refused(['--peer', '--', 'server'], /--peer/);
  refused(['python3', 'c.py'], /put "--" before the command: -- python3 c\.py/);
  refused(['--fast', '--', 'x'], /--fast/);
  refused(['--profile'], /--profile/);
  refused(['--seed=-1', '--', 'x'], /--seed -1: give a whole number/);
  refused(['--seed', '1e3', '--', 'x'], /--seed 1e3: give a whole number/);
  refused(['--port', '70000', '--', 'x', '--peer', '--', 'y'], /--port 70000/);
  refused(['--port', '80', '--', 'x'], /--port: nobody will listen/);
  refused(['--link', 'tc', '--', 'x'], /--link tc: give emulator or netem/);
  refused(['--language', 'cobol', '--', 'x'], /--language cobol: there is python, /);
  refused(['--linger', '5parsecs', '--', 'x'], /--linger 5parsecs: has the unit "parsecs"/);
  refused(['--linger=-1', '--', 'x'], /--linger -1/);
  refused(['--time-limit', '0', '--', 'x'], /--time-limit 0: give at least/);
  refused(['--time-limit', '2h', '--', 'x'], /--time-limit 2h/);
  refused(['--time-limit', '7200', '--', 'x'], /at most 3600 seconds/);
  refused(['--quiet', '--json', '--', 'x'], /--quiet leaves the summary out/);
});
