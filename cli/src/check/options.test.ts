import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { parseCheckArguments } from './options.ts';

const id = '01890000-0000-7000-8000-000000000001';
const env = { GRADEWIRE_KEY: 'gw_key', GRADEWIRE_URL: 'https://grade.example.edu' };
const bad = (argv: string[], message: RegExp, from: NodeJS.ProcessEnv = env) =>
  assert.throws(
    () => parseCheckArguments(argv, from),
    (error) => error instanceof BadUsage && message.test(error.message),
  );

test('server and key come from the environment or the command line, the folder is this one', () => {
  const read = parseCheckArguments(['--assignment', 'networks/hello'], env)!;
  assert.equal(read.server.href, 'https://grade.example.edu/');
  assert.equal(read.key, 'gw_key');
  assert.deepEqual(read.asked, {
    kind: 'send',
    folder: '.',
    assignment: 'networks/hello',
    team: undefined,
    official: false,
  });
  assert.equal(read.wait, true);
  const other = parseCheckArguments(
    ['--key', 'gw_other', '--server', 'http://a', '--assignment', id, 'w', '--official'],
    env,
  )!;
  assert.deepEqual(
    [other.key, other.server.host, other.asked.kind === 'send' && other.asked.official],
    ['gw_other', 'a', true],
  );
  assert.deepEqual(parseCheckArguments(['--submission', id], env)!.asked, { kind: 'again', submission: id });
  assert.equal(parseCheckArguments(['--help'], {}), undefined);
});

test('what is missing or wrong is named in a line', () => {
  bad(['--assignment', id], /API key is missing: set GRADEWIRE_KEY/, { GRADEWIRE_URL: 'http://a' });
  bad(['--assignment', id], /name the server with --server/, { GRADEWIRE_KEY: 'k' });
  bad([], /name the assignment with --assignment/);
  bad(['--assignment', id, 'a', 'b'], /not also "b"/);
  bad(['--assignment', id, '--server', 'grade.example.edu'], /--server grade\.example\.edu: .*https:/);
  bad(['--assignment', id, '--server', 'ftp://a'], /begins with https/);
  bad(['--assignment', id, '--key', 'gw_ä'], /API key has characters/);
  bad(['--submission', id, '--official'], /leave out --official/);
  bad(['--submission', 'x'], /--submission x/);
  bad(['--nothing'], /--nothing/);
});
