import { Router } from 'express';
import type { Context } from '../app.ts';
import { notFound, type ProblemName, problemBase, problemTypes } from '../http/problem.ts';
import { openApiDocument } from './document.ts';
import { referenceHtml } from './reference-html.ts';

/** `/openapi.json`, `/docs`, and what each type of problem means, at the address that is its name. */
export function referencePages({ version }: Pick<Context, 'version'>): Router {
  const router = Router();
  let document: ReturnType<typeof openApiDocument> | undefined;
  let page: string | undefined;
  const described = () => {
    document ??= openApiDocument(version);
    return document;
  };
  router.get('/openapi.json', (_request, response) => {
    response.json(described());
  });
  router.get('/docs', (_request, response) => {
    page ??= referenceHtml(described());
    response.type('html').send(page);
  });
  router.get(`${problemBase}:name`, (request, response) => {
    const { name } = request.params;
    if (!Object.hasOwn(problemTypes, name)) throw notFound('type of problem');
    response.json({ type: problemBase + name, ...problemTypes[name as ProblemName] });
  });
  return router;
}
