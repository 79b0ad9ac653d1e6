import assert from 'node:assert/strict';
import { test } from 'node:test';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { Happening } from './happening.ts';
import { readEvent, readEvents } from './read-event.ts';

const recorded = (
  examples as unknown as { name: string; examples: { action?: string; [key: string]: unknown }[] }[]
).flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));

test('of all recorded payloads those are read that mean something, and survive being stored', () => {
  const read = recorded.flatMap(({ name, payload }) => {
    const result = readEvent(name, payload);
    if ('ignored' in result) {
      assert.doesNotMatch(result.ignored, /not as GitHub/, `${name}.${payload.action}`);
      return [];
    }
    assert.deepEqual(Happening.parse(JSON.parse(JSON.stringify(result.happening))), result.happening);
    return [`${name}.${payload.action ?? ''} ${result.happening.kind}`];
  });
  assert.deepEqual([...new Set(read)].sort(), [
    'check_run.rerequested button',
    'check_suite.rerequested button',
    'installation.created installation',
    'installation.deleted installation',
    'installation.new_permissions_accepted installation',
    'installation.suspend installation',
    'installation.unsuspend installation',
    'installation_repositories.added installation-repositories',
    'installation_repositories.removed installation-repositories',
    'member.added person',
    'member.edited person',
    'membership.added person',
    'membership.removed person',
    'organization.member_added person',
    'pull_request.closed pull-request',
    'pull_request.opened pull-request',
    'pull_request.ready_for_review pull-request',
    'pull_request.reopened pull-request',
    'pull_request.synchronize pull-request',
    'push. push',
    'repository.edited repository',
    'repository.privatized repository',
    'repository.publicized repository',
    'repository.renamed repository',
    'repository.transferred repository',
  ]);
  for (const line of read) assert.ok(readEvents.has(line.split('.')[0]!), line);
});

test('nothing that a person wrote is kept', () => {
  for (const { name, payload } of recorded) {
    const { title, body } = (payload.pull_request ?? {}) as { title?: string; body?: string };
    const kept = JSON.stringify(readEvent(name, payload));
    for (const text of [title, body]) if (text && text.length > 8) assert.ok(!kept.includes(text), `${name}: ${text}`);
  }
});

test('buttons are those of our checks; tags and deleted branches are no pushes', () => {
  const pressed = recorded.find(({ name, payload }) => name === 'check_run' && payload.action === 'requested_action')!;
  assert.deepEqual(readEvent('check_run', pressed.payload), { ignored: 'no button of ours' });
  const button = (identifier: string) => {
    const read = readEvent('check_run', { ...pressed.payload, requested_action: { identifier } });
    return 'happening' in read && read.happening.kind === 'button' && read.happening.button;
  };
  assert.deepEqual([button('run-official'), button('run-again'), button('lgtm')], ['run-official', 're-run', false]);
  const pushes = recorded.filter(({ name }) => name === 'push').map(({ payload }) => payload);
  const tag = pushes.find(({ ref }) => String(ref).startsWith('refs/tags/'))!;
  assert.deepEqual(readEvent('push', { ...tag, deleted: false }), { ignored: 'a tag was pushed' });
  const branch = pushes.find(({ ref }) => String(ref).startsWith('refs/heads/'))!;
  assert.deepEqual(readEvent('push', { ...branch, deleted: true }), { ignored: 'a branch was deleted' });
});
