import path from 'node:path';
import { defineConfig } from 'prisma/config';

// The command line of Prisma wants a native engine, downloaded from a host that not everybody reaches; ours is the same
// engine as WebAssembly. A native one, where there is one, can still be named.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'src', 'schema-engine', 'main.ts');

export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
