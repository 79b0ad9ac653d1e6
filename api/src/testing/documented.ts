import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../openapi/document.ts';
import { type OpenApi, responseOf } from '../openapi/openapi.ts';

export interface Answered {
  /** In lower case. */
  readonly method: string;
  /** As the document has it, with `{parameters}`. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Check = (answered: Answered) => void;

/** Holds answers to the document: status, headers, media type, and the body to its schema. */
export function checkAgainst(document: OpenApi): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'document');

  return ({ method, path, status, headers, text }) => {
    const what = `${method.toUpperCase()} ${path} answered ${status}`;
    const operation = document.paths[path]?.[method];
    assert.ok(operation, `${what}, which is not in the document`);
    const written = operation.responses[status];
    assert.ok(written, `${what}, which is not documented for it: ${text.slice(0, 500)}`);
    const response = responseOf(document, written);
    for (const name of ['X-Request-Id', ...Object.keys(response.headers ?? {})]) {
      assert.ok(headers.has(name), `${what} without the header ${name}`);
    }
    if (response.content === undefined) {
      assert.equal(text, '', `${what} with a body`);
      return;
    }
    const mediaType = (headers.get('content-type') ?? '').replace(/;.*/, '');
    const as = [mediaType, '*/*'].find((type) => Object.hasOwn(response.content!, type));
    assert.ok(as, `${what} as ${mediaType}; the document has ${Object.keys(response.content)}`);
    if (!/[/+]json$/.test(as)) return;
    const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
    const place = '$ref' in written ? written.$ref : `#/paths/${escaped(path)}/${method}/responses/${status}`;
    const validate = ajv.getSchema(`document${place}/content/${escaped(as)}/schema`);
    assert.ok(validate, `${place} has a schema`);
    assert.ok(validate(JSON.parse(text)), `${what}: ${ajv.errorsText(validate.errors)}\n${text.slice(0, 2000)}`);
  };
}

/** The same for whoever knows only the address; what is not in the document, as webhooks and pages, is not checked. */
export function checkOwnAnswers(): (answered: Omit<Answered, 'path'> & { readonly url: string }) => void {
  const document = openApiDocument('0');
  const check = checkAgainst(document);
  const templates = Object.keys(document.paths).map((path) => {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`);
    return { path, pattern, parameters: path.split('{').length };
  });
  // `/history` is no id: the template with fewer parameters is meant.
  templates.sort((one, other) => one.parameters - other.parameters);
  return ({ url, ...answered }) => {
    const { pathname } = new URL(url);
    const method = answered.method.toLowerCase();
    const found = templates.find(({ path, pattern }) => pattern.test(pathname) && document.paths[path]![method]);
    if (found !== undefined) check({ ...answered, method, path: found.path });
  };
}
