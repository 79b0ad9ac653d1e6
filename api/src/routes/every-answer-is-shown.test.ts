import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { endpoints } from '../contracts/index.ts';

/** Tells no more than the id of what was made. */
const idOnly = ['rerun'];

test('every answer of these routes is what a projection returned, but for streams, files and nothing at all', () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const text = sources.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).join('\n');
  const served = [...text.matchAll(/\b(serve|serveShown)\(\s*router,\s*context,\s*(\w+)/g)];
  assert.ok(served.length >= 50, `${served.length}`);
  for (const [, how, id] of served) {
    const contract = endpoints.find((one) => one.id === id);
    assert.ok(contract, id);
    const answersJson = 'body' in contract.answer && !idOnly.includes(id!);
    assert.equal(how, answersJson ? 'serveShown' : 'serve', id);
  }
});
