import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Id } from '../contracts/fields.ts';
import { idempotentId } from './idempotent-id.ts';

test('the same parts give the same id, others another, however they are cut', () => {
  const id = idempotentId('user', 'official', 'key');
  assert.equal(Id.safeParse(id).success, true);
  assert.equal(id, idempotentId('user', 'official', 'key'));
  assert.notEqual(id, idempotentId('user', 'officialkey', ''));
  assert.notEqual(id, idempotentId('user', 'self-check', 'key'));
});
