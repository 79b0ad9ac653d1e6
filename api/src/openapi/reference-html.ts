import { escapeMarkup } from '@gradewire/core';
import type { openApiDocument } from './document.ts';

type Document = ReturnType<typeof openApiDocument>;
type Schema = Record<string, unknown>;

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem}
code{font:0.9em ui-monospace,monospace}article{border-top:1px solid #8886;padding:.5rem 0}h3{margin:.5rem 0}
.method{display:inline-block;min-width:4rem;font-weight:700}table{border-collapse:collapse}td,th{text-align:left;
vertical-align:top;padding:.15rem .8rem .15rem 0}pre{overflow:auto;background:#8881;padding:.6rem}nav a{margin-right:1rem}`;

/** Text with `code` in it. */
function prose(text: string): string {
  return escapeMarkup(text).replace(/`(.*?)`/g, '<code>$1</code>');
}

/** A schema in one line, as a person would write it. */
export function sketch(schema: unknown, depth = 0): string {
  const { $ref, type, properties, items, enum: values, anyOf, allOf, oneOf, required } = (schema ?? {}) as Schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1)!;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  const several = anyOf ?? allOf ?? oneOf;
  if (Array.isArray(several)) return several.map((one) => sketch(one, depth)).join(anyOf || oneOf ? ' | ' : ' & ');
  if (items !== undefined) return `[${sketch(items, depth)}]`;
  if (properties === undefined) return Array.isArray(type) ? type.join(' | ') : String(type ?? 'any');
  const needed = new Set((required as string[] | undefined) ?? []);
  const pad = '  '.repeat(depth + 1);
  const lines = Object.entries(properties as Schema).map(
    ([name, value]) => `${pad}${name}${needed.has(name) ? '' : '?'}: ${sketch(value, depth + 1)}`,
  );
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema?: unknown;
    description?: string;
  }[];
  readonly requestBody?: { content: Record<string, { schema?: unknown }> };
  readonly responses?: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>;
}

function contents(content: Record<string, { schema?: unknown }>): string {
  const types = Object.keys(content).map((type) => `<code>${escapeMarkup(type)}</code>`);
  const [first] = Object.values(content);
  const schema = sketch(first?.schema);
  return `<p>${types.join(' or ')}</p>${schema === 'string' ? '' : `<pre>${escapeMarkup(schema)}</pre>`}`;
}

function article(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${escapeMarkup(name)}</code><td>${place}${required ? '' : ', optional'}<td>${escapeMarkup(sketch(schema))}<td>${prose(description ?? '')}`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(([status, { description, content }]) => {
    const text = prose(description);
    const body = content && Number(status) < 300 ? contents(content) : '';
    return `<tr><td>${status}<td>${text}${body}`;
  });
  return `<article id="${operation.operationId}"><h3><span class="method">${method.toUpperCase()}</span> <code>${escapeMarkup(path)}</code></h3>
<p>${prose(operation.summary ?? '')}. ${prose(operation.description ?? '')}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.join('')}</table>` : ''}
${operation.requestBody ? `<h4>Body</h4>${contents(operation.requestBody.content)}` : ''}
<h4>Answers</h4><table>${answers.join('')}</table></article>`;
}

/** The document as one page without script or anything from elsewhere. */
export function referenceHtml(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'Other');
  const sections = [...byTag].map(
    ([tag, list]) =>
      `<h2 id="${escapeMarkup(tag)}">${escapeMarkup(tag)}</h2>${list.map(({ method, path, operation }) => article(method, path, operation)).join('')}`,
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<article id="${escapeMarkup(name)}"><h3>${escapeMarkup(name)}</h3><pre>${escapeMarkup(sketch(schema))}</pre></article>`,
  );
  const links = [...byTag.keys(), 'Schemas'].map((tag) => `<a href="#${escapeMarkup(tag)}">${escapeMarkup(tag)}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Gradewire API</title><style>${style}</style></head><body><h1>Gradewire API ${escapeMarkup(document.info.version)}</h1>
<p>Send your key as <code>Authorization: Bearer gw_…</code>. Errors are <code>application/problem+json</code> (RFC 9457). The
same as data: <a href="/openapi.json">openapi.json</a>.</p><nav>${links.join('')}</nav>${sections.join('')}
<h2 id="Schemas">Schemas</h2>${schemas.join('')}</body></html>`;
}
