import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { CaseResult, GradingResult, ProgramResult, RubricLine, SubjectResult } from './result.ts';

const documentation = await readFile(new URL('../../docs/result.md', import.meta.url), 'utf8');

for (const [name, schema] of Object.entries({ GradingResult, SubjectResult, RubricLine, ProgramResult, CaseResult })) {
  test(`docs/result.md names every field of ${name}`, () => {
    const missing = Object.keys(schema.shape).filter((field) => !new RegExp(`\`${field}(\\b|\\[)`).test(documentation));
    assert.deepEqual(missing, []);
  });
}
