import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { clientTypes, clientTypesFile } from '../testing/generate-client-types.ts';
import { openApiDocument } from './document.ts';

const document = openApiDocument('0.0.0-test');

test('the document is OpenAPI 3.1, and all that it refers to is there', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone({ ...document }));
  assert.ok(valid, JSON.stringify(errors, undefined, 2));
  assert.equal(validator.version, '3.1');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
  assert.ok(references.length > 100);
  for (const [text, kind, name] of references) {
    assert.ok((document.components as Record<string, object>)[kind!]?.[name as never], text);
  }
  const inner = JSON.stringify(document).match(/\$defs|"id":"/g);
  assert.equal(inner, null, 'names that only the converter needs');
});

test('operations have names of their own, and the parameters that their addresses have', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  );
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  for (const { path, operationId, parameters = [] } of operations) {
    const inAddress = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    assert.deepEqual(described.toSorted(), inAddress.toSorted(), operationId);
  }
});

test('what may be null says so, where it has a name of its own, too', () => {
  const { Submission, ScoreLines } = document.components.schemas;
  assert.equal(ScoreLines?.type, 'object');
  assert.deepEqual(Submission?.properties?.score, {
    anyOf: [{ $ref: '#/components/schemas/ScoreLines' }, { type: 'null' }],
  });
});

test('the types of the generated client are those of the document; `npm run client-types` brings them up to date', async () => {
  const checkedIn = await readFile(clientTypesFile, 'utf8');
  assert.ok(checkedIn === (await clientTypes()), 'api/src/testing/generated is out of date: npm run client-types');
});
