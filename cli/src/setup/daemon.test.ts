import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceManager } from './daemon.ts';

test('Docker is started by whoever manages services, and by us only where nobody does', () => {
  const facts = { systemd: false, initName: 'init', initScript: true };
  assert.equal(serviceManager({ ...facts, systemd: true }), 'systemd');
  assert.equal(serviceManager(facts), 'service');
  assert.equal(serviceManager({ ...facts, initScript: false }), 'none');
  assert.equal(serviceManager({ ...facts, initName: 'bash' }), 'none');
});
