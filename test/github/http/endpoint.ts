import type { paths } from '@octokit/openapi-types';
import type { World } from '../world.ts';
import type { Caller } from './caller.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A request that has been read and whose caller is known. */
export interface Asked {
  readonly world: World;
  readonly caller: Caller;
  readonly method: string;
  /** Path parameters, decoded. */
  readonly at: Readonly<Record<string, string>>;
  /** With the query, and without a leading `/api/v3`. */
  readonly url: URL;
  /** What was sent as JSON or as a form, or `undefined`. */
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly wantsJson: boolean;
}

export interface Answer<Status = number, Body = unknown> {
  readonly status: Status;
  readonly body?: Body;
  /** Sent instead of a body as JSON. */
  readonly stream?: AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

type BodyOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : undefined;
/** What the OpenAPI description of GitHub lets this operation answer. */
export type Answers<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses]: Answer<Status, BodyOf<Responses[Status]>> }[keyof Responses]
  : never;

/** Who may ask, and which permission an App needs for it on the account or repository. */
export interface Access {
  readonly by: readonly Caller['kind'][];
  /** One of these suffices, e.g. `pull_requests:write`. */
  readonly needs?: readonly `${string}:${'read' | 'write'}`[];
}

export interface Endpoint extends Access {
  readonly method: Method;
  readonly pattern: RegExp;
  readonly answer: (asked: Asked) => Answer | Promise<Answer>;
}

/** `{name}` is one segment (encoded slashes are part of it), a last `{path}`, `{ref}` or `{basehead}` takes the rest. */
function patternOf(template: string): RegExp {
  const source = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replaceAll('.', '\\.');
      return `(?<${name}>${/^(path|ref|basehead)$/.test(name) && template.endsWith(part) ? '.+' : '[^/]+'})`;
    })
    .join('');
  return new RegExp(`^${source}$`);
}

/** An endpoint of the REST API, whose answers are held to the OpenAPI description by the compiler. */
export function endpoint<Path extends keyof paths, Verb extends Method & keyof paths[Path]>(
  method: Verb,
  path: Path,
  access: Access,
  answer: NoInfer<(asked: Asked) => Answers<paths[Path][Verb]> | Promise<Answers<paths[Path][Verb]>>>,
): Endpoint {
  return { method, pattern: patternOf(path), ...access, answer: answer as Endpoint['answer'] };
}

/** An address that GitHub has but does not describe: its web pages, and `/repositories/{id}`. */
export function undescribed(
  method: Method,
  path: string,
  access: Access,
  answer: (asked: Asked) => Answer | Promise<Answer>,
): Endpoint {
  return { method, pattern: patternOf(path), ...access, answer };
}
