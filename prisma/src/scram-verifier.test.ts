import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scramVerifier } from './scram-verifier.ts';

test('the verifier of the example in RFC 7677', async () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  assert.equal(
    await scramVerifier('pencil', salt),
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('a salt of its own each time', async () => {
  assert.notEqual(await scramVerifier('pencil'), await scramVerifier('pencil'));
});
