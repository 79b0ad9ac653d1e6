import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Config } from './config.ts';

const refusal = (weather: unknown) => {
  const { error } = Config.safeParse({ weather });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n') ?? '';
};

test('weather is named, or written out; a recorded configuration is read as it was', () => {
  const { weather } = Config.parse({
    weather: ['delay', 'satellite', { name: 'mine', clientToServer: { delay: '1s' } }],
  });
  assert.deepEqual(
    weather.map(({ name, keying, clientToServer }) => [name, keying, clientToServer.delay]),
    [
      ['delay', 'flow', 50],
      ['satellite', 'flow', 279],
      ['mine', 'flow', 1000],
    ],
  );
  assert.deepEqual(Config.parse({ weather }).weather, weather);
  assert.deepEqual(Config.parse({}).weather, []);
});

test('weather that is none is refused with its place, its value and what there is', () => {
  assert.match(
    refusal(['delay', 'fog']),
    /^weather\.1: "fog" is no weather: there are delay, loss, slow, all, clean, /,
  );
  assert.match(
    refusal([{ name: 'x', clientToServer: { delay: '5lightyears' } }]),
    /^weather\.0: clientToServer\.delay: "5lightyears" has the unit/,
  );
  assert.match(refusal(['mars']), /^weather\.0: mars: one exchange may take \d+ s longer; at most 120 s/);
  assert.match(refusal([{ name: 'x', keying: 'stream' }]), /^weather\.0: keying: "stream" of x must be "flow"/);
  assert.match(refusal(['loss', 'loss']), /^weather: the same name is there twice/);
  assert.match(refusal('loss'), /^weather: is not a list/);
});

test('a case to leave out that no submission can have is refused; groups and names of programs are not', () => {
  const refused = (name: string) => Config.safeParse({ without: ['pair', name] }).error?.issues[0];
  assert.deepEqual(refused('peers')?.path, ['without']);
  assert.match(refused('peers')!.message, /^no case is called peers, .*did you mean peer\?/);
  assert.match(refused('loss/30')!.message, /loss\/30, .*they begin with challenge, pair, peer, /);
  assert.match(refused('usage/c/client/bad-prot')!.message, /did you mean usage\/c\/client\/bad-port\?/);
  for (const name of [
    'peer',
    'peer/go',
    'peer/go/client',
    'peer/go/client/slow',
    'usage/a b/server/bad-port',
    'pair/x/y',
  ])
    assert.equal(refused(name), undefined, name);
});
