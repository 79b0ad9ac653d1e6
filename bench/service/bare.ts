import type { Database } from '@gradewire/db';
import express, { type Express } from 'express';

/** What express costs at the least: one select and one insert, with a body that is read and nothing else. */
export async function bareHandlers({ pool }: Database): Promise<Express> {
  await pool.query(
    'CREATE TABLE bare (id bigserial PRIMARY KEY, bytes int NOT NULL, at timestamptz NOT NULL DEFAULT now())',
  );
  const app = express();
  app.get('/select/:id', async (request, response) => {
    const { rows } = await pool.query('SELECT * FROM submission WHERE id = $1', [request.params.id]);
    response.json(rows[0]);
  });
  app.post('/insert', express.raw({ type: '*/*' }), async (request, response) => {
    const bytes = (request.body as Buffer).length;
    const { rows } = await pool.query('INSERT INTO bare (bytes) VALUES ($1) RETURNING id', [bytes]);
    response.status(201).json(rows[0]);
  });
  return app;
}
