#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from './engine.ts';
import { errorMember } from './error-member.ts';

// Stands in for the native schema engine: requests of JSON-RPC, one a line, on standard input; answers on standard output.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});

const { url } = JSON.parse(values.datasource) as { url?: string };
const datamodels = await Promise.all(
  values.datamodels.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'utf8')]),
);
// It connects when it is made, so a failure to do so belongs to the first request.
let engine: Promise<Engine> | undefined;
function theEngine(): Promise<Engine> {
  if (!url) throw new Error('there is no DATABASE_URL; `npm run migrate:dev -w prisma` brings a database of its own');
  engine ??= createEngine(url, datamodels);
  return engine;
}

type Method = (params: unknown) => Promise<unknown>;

function methodOf(engine: Engine, name: string): Method | undefined {
  // The one name that differs between the native engine and this one.
  const own = (name === 'getDatabaseVersion' ? 'version' : name) as keyof Engine;
  const found = engine[own] as unknown;
  return typeof found === 'function' ? (found as Method).bind(engine) : undefined;
}

/** What a person is to read goes the other way, as a request of ours; its answer carries nothing. */
function print(content: string | null | undefined): void {
  if (content == null) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'print', params: { content } })}\n`);
}

async function answer(line: string): Promise<void> {
  const { id, method, params } = JSON.parse(line) as { id: number; method?: string; params: unknown };
  if (method === undefined) return;
  const reply = (member: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...member })}\n`);
  try {
    const call = methodOf(await theEngine(), method);
    if (call === undefined) throw new Error(`the schema engine has no method ${method}`);
    const result = await call(params);
    print((result as { stdout?: string | null } | undefined)?.stdout);
    reply({ result: result ?? null });
  } catch (error) {
    reply(errorMember(error));
  }
}

if (positionals[0] === 'cli') {
  // `can-connect-to-database` and its like are asked with an exit code.
  const ok = await theEngine().then(
    () => true,
    (error) => {
      const { message, error_code } = errorMember(error).error.data;
      const fields = { message, error_code };
      process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
      return false;
    },
  );
  process.exit(ok ? 0 : 1);
}
for await (const line of createInterface({ input: process.stdin })) {
  // One after the other: a migration is not to be overtaken.
  if (line.trim() !== '') await answer(line);
}
process.exit(0);
