import { createRequire } from 'node:module';

interface Definition {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Definition[];

/** A payload that GitHub once sent for this event, the first that was recorded. Not to be changed. */
function recorded(name: string, action: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const examples = definitions.find((one) => one.name === name)?.examples ?? [];
  return examples.find((one) => action === undefined || one.action === action) ?? examples[0];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** It says nothing of the repository and the people that were recorded. */
const neutral = (value: unknown) => !isObject(value) && !/github|octo|coder/i.test(JSON.stringify(value));

/** A recorded object with our values in it; what we do not have stays where it names nobody. */
function dressed(theirs: unknown, ours: unknown): unknown {
  if (!isObject(theirs) || !isObject(ours)) return ours;
  const kept = Object.entries(theirs).filter(([key, value]) => !(key in ours) && neutral(value));
  const known = Object.keys(theirs).filter((key) => key in ours);
  return { ...Object.fromEntries([...known.map((key) => [key, ours[key]] as const), ...kept]), ...ours };
}

/** The payload of an event: the recorded one's fields in their order, with ours instead of theirs. */
export function payloadOf(name: string, action: string | undefined, ours: Readonly<Record<string, unknown>>) {
  const theirs = recorded(name, action) ?? {};
  const all = { ...(action !== undefined && { action }), ...ours };
  const ordered = Object.keys(theirs).filter((key) => key in all);
  const rest = Object.keys(all).filter((key) => !(key in theirs));
  return Object.fromEntries(
    [...ordered, ...rest].map((key) => [key, dressed(theirs[key], all[key as keyof typeof all])]),
  );
}
