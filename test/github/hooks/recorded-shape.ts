import { createRequire } from 'node:module';

type Payload = Readonly<Record<string, unknown>>;

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];

/** Every field of a payload, those of objects within objects by their path. */
function fieldsOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = at === '' ? key : `${at}.${key}`;
    return [path, ...fieldsOf(inner, path)];
  });
}

/** Fields that every recorded payload of this event and action has, and this one has not. */
export function missingFields(name: string, payload: Payload): string[] {
  const all = definitions.find((one) => one.name === name)?.examples ?? [];
  const same = all.filter(({ action }) => action === payload.action);
  const [first, ...others] = same.map((one) => fieldsOf(one));
  const have = new Set(fieldsOf(payload));
  return (first ?? []).filter((field) => !have.has(field) && others.every((other) => other.includes(field)));
}
