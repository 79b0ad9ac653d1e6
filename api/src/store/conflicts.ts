import { Prisma } from '@gradewire/db';
import { Problem } from '../http/problem.ts';

/** In what a unique constraint or a check refuses, the caller sees what contradicts what; the rest is passed on. */
export async function orConflict<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isRefusal(error)) throw new Problem('conflict', what, { cause: error });
    throw error;
  }
}

/** Postgres' class 23: unique, check, exclusion and foreign key; P2002 and P2003 are Prisma's names for two of them. */
function isRefusal(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return ['P2002', 'P2003', 'P2004'].includes(error.code) || /\b23\w{3}\b/.test(JSON.stringify(error.meta ?? {}));
  }
  if (error instanceof Prisma.PrismaClientUnknownRequestError) return /\b23\d\w{2}\b|constraint/.test(error.message);
  return /^23/.test((error as { code?: string }).code ?? '');
}
