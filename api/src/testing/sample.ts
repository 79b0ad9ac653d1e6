import { newId } from '@gradewire/db';
import { z } from 'zod';

export type Schema = z.core.JSONSchema.BaseSchema;
export const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Something that the schema takes, as far as its types say. */
export function sampleOf(schema: Schema): unknown {
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (one !== undefined) return sampleOf(one as Schema);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field as Schema)]));
  }
  if (schema.type === 'array') return [];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (schema.format === 'date-time') return new Date(Date.now() + 86_400_000).toISOString();
  if (schema.format === 'uuid') return newId();
  return 'abc';
}
