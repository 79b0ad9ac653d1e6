import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DestinationStream, type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import type { ApiConfig } from '../config.ts';

/** A caller may name its request, so that it finds it again in our log; but only in words that spoil no log. */
const givenId = /^[\w.:/-]{8,64}$/;

export function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && givenId.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

export function createLogger(config: Pick<ApiConfig, 'logLevel'>, destination?: DestinationStream): Logger {
  return pino({ level: config.logLevel, base: {} }, destination ?? pino.destination(1));
}

/** One line a request. Header values are never logged, so neither are keys; nor are queries, which may hold names. */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId: requestId,
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    autoLogging: { ignore: (request) => /^\/(healthz|readyz|metrics)$/.test(request.url ?? '') },
  });
}
