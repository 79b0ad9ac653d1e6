import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beyondNetem, coarserInNetem } from './beyond-netem.ts';
import { namedProfile, namedProfiles } from './named-profiles.ts';
import { cleanLink, LinkProfile } from './profile.ts';
import { linkDirections } from './rule.ts';

test('a profile is found by its name, with the seed that is asked for', () => {
  const found = namedProfile('dsl', 7);
  assert.ok('profile' in found);
  assert.equal(found.profile.seed, 7);
  assert.equal(found.profile.name, 'dsl');
  assert.equal(found.profile.clientToServer.rate?.bitsPerSecond, 384_000);
  assert.equal(found.profile.serverToClient.rate?.bitsPerSecond, 1_500_000);
  assert.deepEqual(namedProfile('clean'), { profile: cleanLink });
});

test('an unknown name is answered with those there are', () => {
  for (const name of ['adsl', '', 'constructor']) {
    const found = namedProfile(name);
    assert.ok('problem' in found);
    assert.match(found.problem, /is not a link profile; there are clean, lan, .*mars/);
  }
});

test('every profile has its source, and a queue that holds what its delay keeps in flight', () => {
  for (const [name, { source, profile }] of namedProfiles) {
    assert.ok(source.length > 10, name);
    assert.equal(profile.name, name);
    for (const direction of linkDirections) {
      const { delay, rate, limit } = profile[direction];
      const inFlight = ((rate?.bitsPerSecond ?? 0) * delay) / 1000 / 8 / 1514;
      assert.ok(inFlight < limit, `${name}: ${inFlight} packets in flight, limit ${limit}`);
    }
  }
});

test('conference-wifi loses 5 % on average', () => {
  const loss = namedProfiles.get('conference-wifi')?.profile.clientToServer.loss;
  assert.ok(loss?.model === 'gemodel');
  const { p, r, oneMinusH, oneMinusK } = loss;
  assert.equal((r * oneMinusK + p * oneMinusH) / (p + r), 5);
});

test('every named profile runs in netem', () => {
  for (const [name, { profile }] of namedProfiles) assert.deepEqual(beyondNetem(profile), [], name);
});

test('what netem cannot do is said', () => {
  const message = { separator: '|' };
  const profile = LinkProfile.parse({
    name: 'x',
    keying: 'message',
    message,
    clientToServer: { visibleCorruption: { percent: 5 } },
    rules: [{ direction: 'clientToServer', class: 'start', nth: 1, action: 'drop' }],
  });
  const reasons = beyondNetem(profile);
  assert.equal(reasons.length, 3);
  for (const word of ['clientToServer.visibleCorruption', 'rules', 'keying message']) {
    assert.ok(
      reasons.some((reason) => reason.startsWith(word)),
      word,
    );
  }
  const fixed = LinkProfile.parse({ name: 'x', keying: 'message', message, clientToServer: { delay: 5 } });
  assert.deepEqual(beyondNetem(fixed), [], 'where nothing is drawn, keying means nothing');
});

test('flow keying is coarser in netem only where something is drawn', () => {
  const lossy = { loss: { model: 'random' as const, percent: 5 } };
  assert.equal(coarserInNetem(LinkProfile.parse({ name: 'x', serverToClient: lossy })).length, 1);
  assert.deepEqual(coarserInNetem(LinkProfile.parse({ name: 'x', serverToClient: lossy, keying: 'stream' })), []);
  assert.deepEqual(coarserInNetem(cleanLink), []);
});
