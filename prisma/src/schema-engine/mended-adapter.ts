import type { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

type Connection = Awaited<ReturnType<PrismaPg['connect']>>;

// Of PostgreSQL's catalogue only: a single byte, which reads as text of one letter.
const oidOfChar = 18;
const oidOfText = 25;

/** The adapter, made fit for the schema engine; it is written for the client's queries. */
export function mended(factory: PrismaPg): PrismaPg {
  const { connect, connectToShadowDb } = factory;
  factory.connect = async () => mend(await connect.call(factory));
  factory.connectToShadowDb = async () => {
    const connection = mend(await connectToShadowDb.call(factory));
    // The drop of the shadow database breaks this connection off.
    connection.underlyingDriver().on('error', () => {});
    return connection;
  };
  return factory;
}

function mend(connection: Connection): Connection {
  const pool = connection.underlyingDriver();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryArrayResult>;
  // It knows no column of type "char", in which the catalogue keeps kinds of things: called a text on the way in, and a
  // character, which the engine expects, on the way out.
  const characters = new WeakMap<object, number[]>();
  pool.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    const found = (result.fields ?? []).filter((field) => field.dataTypeID === oidOfChar);
    if (found.length > 0)
      characters.set(
        result.rows,
        found.map((field) => result.fields.indexOf(field)),
      );
    for (const field of found) field.dataTypeID = oidOfText;
    return result;
  }) as unknown as typeof pool.query;
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    for (const column of characters.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  // It splits a script at every semicolon, also within the body of a function; the server needs no splitting. And it
  // drops the shadow database while it is still connected to it.
  connection.executeScript = async (script) => {
    try {
      await query(script.replace(/^DROP DATABASE "[^"]+"$/, '$& WITH (FORCE)'));
    } catch (error) {
      // Makes it an error that the engine can read.
      (connection as unknown as { onError(error: unknown): never }).onError(error);
    }
  };
  return connection;
}
