import { z } from 'zod';

/** JSON Schema 2020-12, which is what OpenAPI 3.1 describes data with. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Said by the format already, and not for eyes. */
const patternedFormats = new Set(['uuid', 'date-time']);

function plain({ jsonSchema: schema }: { jsonSchema: JsonSchema }): void {
  if (patternedFormats.has(schema.format ?? '')) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  delete schema.propertyNames;
}

/** Answers may get more fields one day: a client must not refuse those that it does not know. */
function open(context: { jsonSchema: JsonSchema }): void {
  plain(context);
  if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
}

export interface Schemas {
  /** What a caller may send. */
  sent(schema: z.ZodType): JsonSchema;
  /** What a caller gets. */
  answered(schema: z.ZodType): JsonSchema;
  /** Those that have a name, and that the others refer to. */
  readonly named: Readonly<Record<string, JsonSchema>>;
}

/** Turns contracts into JSON Schema; what has an id is collected once, and referred to. */
export function collectSchemas(): Schemas {
  const named: Record<string, JsonSchema> = {};
  const convert = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    // A schema that has a name itself would not be collected if nothing was around it.
    const around = z.toJSONSchema(z.object({ it: schema }), { io, override: io === 'output' ? open : plain });
    const { properties, $defs = {} } = JSON.parse(
      JSON.stringify(around).replaceAll('"#/$defs/', '"#/components/schemas/'),
    ) as { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> };
    for (const [name, { id: _, ...definition }] of Object.entries($defs)) named[name] = definition;
    return properties.it;
  };
  return { sent: (schema) => convert(schema, 'input'), answered: (schema) => convert(schema, 'output'), named };
}
