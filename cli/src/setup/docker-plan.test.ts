import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DockerFacts, planDocker } from './docker-plan.ts';

const freshRoot: DockerFacts = {
  ping: 'absent',
  dockerHost: undefined,
  platform: 'linux',
  root: true,
  apt: true,
  installed: false,
  running: false,
};

function explanation(facts: Partial<DockerFacts>): string {
  const plan = planDocker({ ...freshRoot, ...facts });
  assert.equal(plan.action, 'explain');
  return plan.action === 'explain' ? plan.message : '';
}

test('an engine that answers is used, whoever we are', () => {
  assert.deepEqual(planDocker({ ...freshRoot, ping: 'answers', root: false, dockerHost: 'tcp://grader' }), {
    action: 'use',
  });
});

test('as root a missing Docker is installed and started, an installed one only started', () => {
  const plan = planDocker(freshRoot);
  assert.ok(plan.action === 'start' && plan.install.includes('docker.io'));
  assert.deepEqual(planDocker({ ...freshRoot, installed: true }), { action: 'start', install: [] });
});

test('a dockerd that runs without answering is waited for, never joined by a second one', () => {
  for (const ping of ['absent', 'silent'] as const) {
    assert.deepEqual(planDocker({ ...freshRoot, ping, installed: true, running: true }), { action: 'wait' });
  }
});

test('an engine elsewhere is never started here', () => {
  assert.match(explanation({ dockerHost: 'tcp://grader:2375' }), /DOCKER_HOST=tcp:\/\/grader:2375/);
});

test('without root the message names the packages and commands', () => {
  const message = explanation({ root: false });
  assert.match(message, /sudo apt-get install|apt-get install -y docker\.io/);
  assert.match(message, /mmdebstrap/);
  assert.match(explanation({ root: false, installed: true }), /sudo systemctl start docker/);
});

test('a socket that this user may not open is told apart from no Docker at all', () => {
  assert.match(explanation({ ping: 'forbidden', root: false, installed: true, running: true }), /usermod -aG docker/);
});

test('where nothing can be installed, the message says where to read on', () => {
  assert.match(explanation({ apt: false }), /docs\.docker\.com/);
  assert.match(explanation({ platform: 'darwin', root: false, apt: false }), /Docker Desktop/);
});
