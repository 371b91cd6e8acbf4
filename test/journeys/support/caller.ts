import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As untyped as what supertest gives: tests look at many routes. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** What `npm start` leaves for whoever tries the API. */
export interface Credentials {
  readonly base_url: string;
  readonly private_app_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly installation_id: string;
  readonly admin_email: string;
  readonly admin_password: string;
}

/** The credentials in a data folder. */
export const credentialsIn = (dataDir: string): Credentials =>
  JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')) as Credentials;

/** Calls a server in another process. */
export class Caller {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  patch(path: string, body: object): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  private async call(method: string, path: string, body?: object, headers = {}): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }
}

/** A token of the demo installation, as an app gets it. */
export async function tokenFor(url: string, credentials: Credentials): Promise<string> {
  const { client_id, client_secret, installation_id } = credentials;
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: `urn:dealwright:installation:${installation_id}`,
    }),
  });
  const body = (await answer.json()) as { access_token: string };
  if (answer.status !== 200) throw new Error(`No token: ${JSON.stringify(body)}`);
  return body.access_token;
}
