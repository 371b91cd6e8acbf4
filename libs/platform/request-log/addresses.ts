import { isSecretName, REDACTED, withoutSecrets } from '@platform/secrets';

const LONGEST_PATH = 500;
const LONGEST_QUERY = 1500;

/** An address without secrets: its path, and its query string or null. */
export function spokenAddress(url: string): { readonly path: string; readonly query: string | null } {
  const end = url.indexOf('?');
  // Most addresses say plainly that there is nothing to take out.
  if (end === -1 && url.length <= LONGEST_PATH && PLAIN.test(url) && withoutSecrets(url) === url)
    return { path: url, query: null };
  const path = end === -1 ? url : url.slice(0, end);
  const query = end === -1 ? '' : url.slice(end + 1);
  return {
    path: shortened(path.split('/').map(spoken).join('/'), LONGEST_PATH),
    query: query === '' ? null : shortened(query.split('&').map(parameter).join('&'), LONGEST_QUERY),
  };
}

function parameter(pair: string): string {
  const at = pair.indexOf('=');
  if (at === -1) return spoken(pair);
  const name = pair.slice(0, at);
  return `${spoken(name)}=${isSecretName(name) ? REDACTED : spoken(pair.slice(at + 1))}`;
}

/** A part as it was sent, unless there is a secret in what it says. */
function spoken(part: string): string {
  if (part.length < SHORTEST_SECRET) return part;
  const said = decoded(part);
  return withoutSecrets(said) === said ? part : REDACTED;
}

const SHORTEST_SECRET = 12;

/** Nothing in it stands for something else. */
const PLAIN = /^[^%+]*$/;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    // Not well-formed: what it says is what it is.
    return part;
  }
}

const shortened = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

const routes = new Map<string, string>();

/** The path of a route as the document writes it: `/v1/leads/{id}`. */
export function documentedPath(route: string): string {
  const known = routes.get(route);
  if (known !== undefined) return known;
  const path = route.replace(/:(\w+)/g, '{$1}');
  routes.set(route, path);
  return path;
}
