import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { mended } from './mended-adapter.ts';

// Not among the types of Node.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

type Glue = typeof glue & { __wbg_set_wasm(exports: object): void };
export type Engine = Awaited<ReturnType<typeof glue.SchemaEngine.new>>;

/**
 * Prisma's schema engine as WebAssembly, on the database at `url`. `datamodels` are the paths and texts of the schema.
 * It connects at once.
 */
export async function createEngine(url: string, datamodels: [string, string][]): Promise<Engine> {
  // Where it leaves the message of a panic, which otherwise is an `unreachable` without words.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  });
  const wasm = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm').replace(/\.js$/, '_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(await readFile(wasm), {
    './schema_engine_bg.js': glue,
  });
  (glue as Glue).__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(mended(new PrismaPg(partsOf(url))));
  return glue.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, adapter);
}

/**
 * The parts of a connection string. Given as a string, its database would win over the name of the shadow database,
 * which the adapter adds beside it, and the engine would try migrations out on the database itself.
 */
function partsOf(url: string) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? 5432 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: ['require', 'verify-ca', 'verify-full'].includes(searchParams.get('sslmode') ?? ''),
  };
}
