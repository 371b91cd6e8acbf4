import type { FetchOptions } from 'openapi-fetch';

import type { Api } from './api.ts';
import type { paths } from './generated/api.d.ts';
import type { AnswerIn } from './operation-types.ts';

/** An HTTP method as the API document writes it. */
type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'patch';

/** The paths of the API document that know a method. */
type PathWith<Method extends HttpMethod> = {
  [Path in keyof paths]: paths[Path] extends Record<Method, object> ? Path : never;
}[keyof paths];

type InitArguments<Init> = Record<never, never> extends Init ? [init?: Init] : [init: Init];

/** Calls any operation of the document: `client.request('get', '/v1/leads/{id}', { params: { path: { id } } })`. */
export type RequestMethod = <Method extends HttpMethod, Path extends PathWith<Method>>(
  method: Method,
  path: Path,
  ...init: InitArguments<FetchOptions<paths[Path][Method]>>
) => Promise<{ data: AnswerIn<paths[Path][Method]>; response: Response }>;

/** `client.request` over this API. */
export const requestMethod = (api: Api): RequestMethod =>
  // Parameters and answer are checked against the document where the method is called.
  ((method: string, path: string, init: object = {}) => api.request(method, path, init)) as RequestMethod;
