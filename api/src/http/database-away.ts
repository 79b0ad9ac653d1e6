/** Of Prisma: it cannot be reached, takes too long, closed the connection, or no connection is free. */
const prismaCodes = /^(P1001|P1002|P1008|P1017|P2024)$/;
/** Of the system, and SQLSTATE: connection exceptions, and a server that goes down or comes up. */
const codes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|57P0[1-5])$/;
/** What pg says, without a code, of a connection that breaks under a query. */
const sayings = /^(Connection terminated|Client has encountered a connection error)/;
/** A server that is not there has no socket file; Prisma writes a heading before it. */
const noSocket = /(^|\n)connect ENOENT [^\n]*\/\.s\.PGSQL\.\d+$/;

/** Whether a query failed because PostgreSQL is not there, or is going down or coming up: nothing is wrong with the request. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (prismaCodes.test(code) || codes.test(code) || sayings.test(message) || noSocket.test(message)) return true;
  // Prisma has no code of its own for these, and quotes PostgreSQL's.
  const quoted = /Code: `(\w{5})`/.exec(message)?.[1];
  return code.startsWith('P2') && quoted !== undefined && codes.test(quoted);
}
