import { timingSafeEqual } from 'node:crypto';

import type { SignInProviderSettings } from '@platform/config';
import OAuth2Strategy from 'passport-oauth2';

import type { Endpoints } from './endpoints';

const PATIENCE_MS = 15_000;

/** The service, where it answers, and where it leads people back to. */
export interface Service {
  readonly provider: SignInProviderSettings;
  readonly endpoints: Endpoints;
  readonly callback: string;
}

/** What only the browser that began knows, and what the service is told of it. */
export interface Proofs {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What a service gives for a code. */
export interface Granted {
  readonly accessToken: string;
  readonly idToken: string | null;
}

/** The address of the service to lead somebody to, and the verifier (PKCE, RFC 7636) that its answer will be asked with. */
export function authorizationAddress(
  service: Service,
  { state, nonce }: Omit<Proofs, 'verifier'>,
): Promise<{ address: string; verifier: string }> {
  return new Promise((resolve, reject) => {
    let verifier = '';
    const strategy = strategyOf(service, {
      store: (_request: unknown, made: string, _state: unknown, _meta: unknown, done: StoreDone) => {
        verifier = made;
        done(null, state);
      },
      verify: notNow,
    });
    strategy.authorizationParams = () => (service.endpoints.keys === null ? {} : { nonce });
    start(strategy, {}, { redirect: (address) => resolve({ address, verifier }), error: reject });
  });
}

/** Trades the code of an answer for tokens; null when the answer is not for this browser, or the service gives none. */
export async function granted(
  service: Service,
  query: Readonly<Record<string, string>>,
  { state, verifier }: Proofs,
): Promise<Granted | null> {
  const work = new Promise<Granted | null>((resolve, reject) => {
    const strategy = strategyOf(service, {
      store: notNow,
      verify: (_request: unknown, given: unknown, _meta: unknown, done: VerifyDone) =>
        done(null, isSame(given, state) ? verifier : false),
    });
    start(strategy, query, {
      success: (tokens) => resolve(tokens as Granted),
      fail: () => resolve(null),
      error: reject,
    });
  });
  return Promise.race([work, tooLate()]);
}

type StoreDone = (error: Error | null, state: string) => void;
type VerifyDone = (error: Error | null, verifier: string | false) => void;

const notNow = (): never => {
  throw new Error('A sign-in elsewhere takes one step at a time.');
};

/** What passport asks of a store when it keeps a verifier, too: its types know less. */
interface PkceStore {
  readonly store: (...args: never[]) => void;
  readonly verify: (...args: never[]) => void;
}

type Verified = (error: Error | null, tokens: Granted) => void;

function strategyOf({ provider, endpoints, callback }: Service, store: PkceStore): OAuth2Strategy {
  const { clientId, clientSecret } = provider;
  const options = {
    authorizationURL: endpoints.authorization,
    tokenURL: endpoints.token,
    clientID: clientId,
    clientSecret,
    callbackURL: callback,
    scope: endpoints.keys === null ? ['read:user', 'user:email'] : ['openid', 'email', 'profile'],
    pkce: true,
    state: true,
    store: store as unknown as OAuth2Strategy.StateStore,
    skipUserProfile: true,
  };
  const verify = (
    accessToken: string,
    _refreshToken: string,
    params: { id_token?: unknown },
    _profile: unknown,
    done: Verified,
  ) => done(null, { accessToken, idToken: typeof params.id_token === 'string' ? params.id_token : null });
  return new OAuth2Strategy(options, verify as OAuth2Strategy.VerifyFunction);
}

interface Ends {
  readonly redirect?: (address: string) => void;
  readonly success?: (tokens: unknown) => void;
  readonly fail?: () => void;
  readonly error: (error: Error) => void;
}

/** A strategy says how it ended by methods that whoever starts it lends to it (passport's own way). */
function start(strategy: OAuth2Strategy, query: Readonly<Record<string, string>>, ends: Ends): void {
  const attempt = Object.assign(Object.create(strategy) as OAuth2Strategy, ends);
  attempt.authenticate({ query } as unknown as Parameters<OAuth2Strategy['authenticate']>[0]);
}

function isSame(given: unknown, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const tooLate = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('The service took too long.')), PATIENCE_MS).unref();
  });
