/** Of Prisma: it cannot be reached, takes too long, closed the connection, or no connection or transaction is to be had. */
const prismaCodes = /^(P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** Of the system, and SQLSTATE: connection exceptions, and a server that goes down or comes up. */
const codes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|57P0[1-5])$/;
/** What pg says, without a code, of a connection that breaks under a query. */
const sayings = /^(Connection terminated|Client has encountered a connection error)/;
/** What the pool says when no connection came free in time. */
const noneFree = /timeout exceeded when trying to connect/;
/** A server that is not there has no socket file; Prisma writes a heading before it. */
const noSocket = /(^|\n)connect ENOENT [^\n]*\/\.s\.PGSQL\.\d+$/;

/**
 * Whether a query failed because PostgreSQL is not there, is going down or coming up, or has too much to do: nothing is
 * wrong with the request.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (prismaCodes.test(code) || codes.test(code)) return true;
  if ([sayings, noneFree, noSocket].some((saying) => saying.test(message))) return true;
  // Prisma has no code of its own for these, and quotes PostgreSQL's.
  const quoted = /Code: `(\w{5})`/.exec(message)?.[1];
  return code.startsWith('P2') && quoted !== undefined && codes.test(quoted);
}
