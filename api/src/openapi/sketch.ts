import { escapeMarkup } from '@gradewire/core';
import type { JsonSchema } from './schemas.ts';

/** Text with `code` in it. */
export function prose(text: string): string {
  return escapeMarkup(text).replace(/`(.*?)`/g, '<code>$1</code>');
}

function link(ref: string): string {
  const name = escapeMarkup(ref.split('/').at(-1)!);
  return `<a href="#${name}">${name}</a>`;
}

function bounds({
  minimum,
  maximum,
  minLength,
  maxLength,
  minItems,
  maxItems,
  default: otherwise,
}: JsonSchema): string {
  const range = (least: unknown, most: unknown, what: string) => {
    if (least === undefined && most === undefined) return [];
    if (least === undefined) return [`at most ${most}${what}`];
    if (most === undefined) return [least === 1 && what !== '' ? 'not empty' : `at least ${least}${what}`];
    return [`${least} to ${most}${what}`];
  };
  const isPlain = otherwise !== undefined && (typeof otherwise !== 'object' || otherwise === null);
  const found = [
    ...range(minimum, maximum, ''),
    ...range(minLength, maxLength, ' characters'),
    ...range(minItems, maxItems, ' items'),
    ...(isPlain ? [`default ${JSON.stringify(otherwise)}`] : []),
  ];
  return found.join(', ');
}

/** What is to be said beside a value: what it means, and how large it may be. */
export function remark(schema: JsonSchema): string {
  const said = [schema.description, bounds(schema)].filter(Boolean).join('; ');
  return prose(said);
}

/** A schema as markup, in the way a person would write it down; references lead to the schema's own place on the page. */
export function sketch(schema: JsonSchema, depth = 0): string {
  const { $ref, type, properties, items, additionalProperties, format } = schema;
  const inner = (one: unknown) => sketch(one as JsonSchema, depth);
  if ($ref !== undefined) return link($ref);
  if (schema.enum !== undefined) return schema.enum.map((value) => escapeMarkup(JSON.stringify(value))).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return several.map(inner).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map(inner).join(' &amp; ');
  if (items !== undefined) return `[${inner(items)}]`;
  if (properties === undefined) {
    if (typeof additionalProperties === 'object') return `{ [name]: ${inner(additionalProperties)} }`;
    return escapeMarkup(format ?? (Array.isArray(type) ? type.join(' | ') : (type ?? 'any')));
  }
  const pad = '  '.repeat(depth + 1);
  const lines = Object.entries(properties as Record<string, JsonSchema>).map(([name, one]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const said = remark(one);
    const beside = said === '' ? '' : ` <i>${said}</i>`;
    return `${pad}${escapeMarkup(name)}${optional}: ${sketch(one, depth + 1)}${beside}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}
