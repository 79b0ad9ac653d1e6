import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkProfile, namedProfiles } from '@gradewire/core';
import { profileCommands, profileList } from './profile-text.ts';
import { readProfile } from './read-profile.ts';
import { ruleWords } from './rule-words.ts';

test('every profile that has a name is listed in one line, with its source', () => {
  const lines = profileList().trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    [...namedProfiles.keys()],
  );
  for (const [name, { source }] of namedProfiles)
    assert.ok(
      lines.some((line) => line.endsWith(source)),
      name,
    );
});

test('the commands of tc say what the profile says: read back, they are the same', async () => {
  for (const [name, { profile }] of namedProfiles) {
    const commands = profileCommands({ ...profile, seed: 4 })
      .split('\n')
      .filter((line) => line.startsWith('tc '));
    const impaired = (['clientToServer', 'serverToClient'] as const).filter(
      (direction) => name !== 'clean' && direction,
    );
    assert.equal(commands.length, impaired.length, name);
    for (const [index, direction] of impaired.entries()) {
      const read = await readProfile(commands[index]!, undefined);
      assert.deepEqual(read[direction], profile[direction], name);
    }
  }
});

test('what tc cannot say is a comment', () => {
  const rule = { direction: 'clientToServer', class: 'data', nth: 2, action: 'drop' } as const;
  const text = profileCommands(
    LinkProfile.parse({
      ...{ name: 'mine', seed: 3, message: { separator: '|' }, rules: [rule] },
      ...{ clientToServer: { loss: { model: 'random', percent: 5 } }, blackouts: [{ fromMs: 0, toMs: '2s' }] },
    }),
  );
  assert.deepEqual(text.trimEnd().split('\n'), [
    '# mine',
    '# client → server',
    'tc qdisc add dev eth0 root netem loss random 5% seed 3',
    '# server → client: nothing is done',
    '# nothing passes from 0 ms to 2000 ms',
    '# not for tc: rules: netem cannot name single packets',
  ]);
});

test('a rule in words', () => {
  const rules = LinkProfile.parse({
    name: 'mine',
    message: { separator: '|' },
    rules: [
      { direction: 'clientToServer', class: 'data', nth: 2, action: 'drop' },
      { direction: 'serverToClient', protocol: 'udp', payloadPrefix: 'ack|', nth: 'every', action: { delayMs: 5 } },
      { direction: 'serverToClient', payloadPrefix: { hex: '00ff' }, nth: 1, action: 'corrupt' },
    ],
  }).rules;
  assert.deepEqual(rules.map(ruleWords), [
    'drop packet 2 with class data, client → server',
    'delay by 5 ms every UDP packet that begins with "ack|", server → client',
    'corrupt packet 1 that begins with hex 00ff, server → client',
  ]);
});
