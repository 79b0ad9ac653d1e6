import { escapeMarkup } from '@gradewire/core';
import { type Content, type OpenApi, type Operation, type Parameter, responseOf } from './openapi.ts';
import { referenceStyle } from './reference-style.ts';
import type { JsonSchema } from './schemas.ts';
import { prose, remark, sketch } from './sketch.ts';

interface Found {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function contents(content: Content): string {
  const types = Object.keys(content).map((type) => `<code>${escapeMarkup(type)}</code>`);
  const shown = [...new Set(Object.values(content).map(({ schema }) => sketch(schema)))];
  const blocks = shown.filter((one) => !['string', 'binary', 'object'].includes(one)).map((one) => `<pre>${one}</pre>`);
  return `<p>${types.join(' or ')}</p>${blocks.join('')}`;
}

function row({ name, in: place, required, schema, description }: Parameter): string {
  const said = remark({ ...schema, ...(description === undefined ? {} : { description }) });
  return `<tr><td><code>${escapeMarkup(name)}</code><td>${place}${required ? '' : ', optional'}<td>${sketch(schema)}${said && ` <span class="dim">${said}</span>`}`;
}

/** The problems of an operation are folded: most are the same everywhere, and a page of them hides what is not. */
function answers(document: OpenApi, operation: Operation): string {
  const all = Object.entries(operation.responses).map(([status, one]) => [status, responseOf(document, one)] as const);
  const good = all.filter(([status]) => Number(status) < 400);
  const shown = good.map(([status, { description, headers = {}, content = {} }]) => {
    const told = Object.entries(headers).map(
      ([name, header]) => `<tr><td><code>${escapeMarkup(name)}</code><td>${prose(header.description)}`,
    );
    const body = Object.keys(content).length > 0 ? contents(content) : `<p>${prose(description)}</p>`;
    return `<h4>Answer ${status}</h4>${body}${told.length > 0 ? `<table>${told.join('')}</table>` : ''}`;
  });
  const bad = all.filter(([status]) => Number(status) >= 400);
  const rows = bad.map(([status, { description }]) => {
    return `<tr><td>${status}<td>${description.split('; ').map(prose).join('<br>')}`;
  });
  const summary = bad.map(([status]) => status).join(', ');
  return `${shown.join('')}<details><summary>Problems: ${summary}</summary><table>${rows.join('')}</table></details>`;
}

function heading(method: string, path: string): string {
  return `<span class="method ${method}">${method.toUpperCase()}</span>${escapeMarkup(path)}`;
}

function article(document: OpenApi, { method, path, operation }: Found): string {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const optional = requestBody?.required === false ? ', optional' : '';
  return `<article id="${operationId}"><h3><a href="#${operationId}">${prose(summary)}</a></h3>
<p class="path">${heading(method, path)}</p><p>${prose(description)}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.map(row).join('')}</table>` : ''}
${requestBody ? `<h4>Body${optional}</h4>${contents(requestBody.content)}` : ''}
${answers(document, operation)}</article>`;
}

function named(name: string, schema: JsonSchema): string {
  const { description, ...shape } = schema;
  const said = description === undefined ? '' : `<p>${prose(description)}</p>`;
  return `<article id="${escapeMarkup(name)}"><h3>${escapeMarkup(name)}</h3>${said}<pre>${sketch(shape)}</pre></article>`;
}

function list(id: string, title: string, links: readonly string[]): string {
  return `<b><a href="#${id}">${escapeMarkup(title)}</a></b><ul>${links.map((one) => `<li>${one}`).join('')}</ul>`;
}

/** The document as one page without script or anything from elsewhere. */
export function referenceHtml(document: OpenApi): string {
  const all: Found[] = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  const byTag = [...Map.groupBy(all, ({ operation }) => operation.tags[0] ?? 'Other')];
  const idOf = (tag: string) => `tag-${tag.toLowerCase().replace(/\W+/g, '-')}`;
  const sections = byTag.map(
    ([tag, found]) =>
      `<h2 id="${idOf(tag)}">${escapeMarkup(tag)}</h2>${found.map((one) => article(document, one)).join('')}`,
  );
  const operationLink = ({ operation: { operationId } }: Found) => `<a href="#${operationId}">${operationId}</a>`;
  const schemas = Object.entries(document.components.schemas);
  const links = [
    ...byTag.map(([tag, found]) => list(idOf(tag), tag, found.map(operationLink))),
    list(
      'tag-schemas',
      'Schemas',
      schemas.map(([name]) => `<a href="#${name}">${name}</a>`),
    ),
  ];
  const { version, description } = document.info;
  const paragraphs = description.split('\n\n').map((one) => `<p>${prose(one)}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Gradewire API</title><style>${referenceStyle}</style></head><body><nav aria-label="Contents">${links.join('')}</nav>
<main><h1>Gradewire API ${escapeMarkup(version)}</h1>${paragraphs.join('')}
<p>The same for programs: <a href="/openapi.json">openapi.json</a>.</p>${sections.join('')}
<h2 id="tag-schemas">Schemas</h2><p class="dim">A field with a question mark may be missing.</p>
${schemas.map(([name, schema]) => named(name, schema)).join('')}</main></body></html>`;
}
