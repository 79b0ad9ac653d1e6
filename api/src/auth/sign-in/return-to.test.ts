import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownPath } from './return-to.ts';

const here = 'https://grade.example.edu';

test('own paths are kept, with query and fragment', () => {
  assert.equal(ownPath('/v1/me?x=1#y'), '/v1/me?x=1#y');
  assert.equal(ownPath('/a/../b'), '/b');
  assert.equal(ownPath('/https://evil.example'), '/https://evil.example');
});

test('what a browser would take for another place is refused', () => {
  const elsewhere = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    'v1/me',
    '',
    undefined,
    ['/v1/me'],
    `/${'a'.repeat(2000)}`,
  ];
  for (const one of elsewhere) assert.equal(ownPath(one), undefined, String(one));
});

test('whatever is taken stays on this server when a browser follows it', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '\t',
    '\n',
    '@',
    ':',
    '?',
    '#',
    'evil.example',
    '%2f',
    ' ',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 }), (pieces) => {
      const path = ownPath(`/${pieces.join('')}`);
      if (path !== undefined) assert.equal(new URL(path, here).origin, here);
    }),
    { numRuns: 3000 },
  );
});
