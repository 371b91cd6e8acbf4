import type { IncomingMessage } from 'node:http';

import type { SignedIn } from '@access/sign-in';
import { toTypeId } from '@platform/ids';
import type { Provider } from 'oidc-provider';

const visitors = new WeakMap<IncomingMessage, SignedIn | null>();

/** Notes who is signed in where a request comes from, before the authorization server gets it. */
export const noteVisitor = (request: IncomingMessage, signedIn: SignedIn | null): void => {
  visitors.set(request, signedIn);
};

/** Who a user is to the authorization server. */
export const accountOf = ({ user }: SignedIn): string => toTypeId('user', user.id);

/**
 * Lets the library's sessions be those of our sign-in: whoever signs out, or in as somebody else, is so here, too. What it keeps
 * by itself only ties the steps of one authorization together.
 */
export function followSignIn(provider: Provider): void {
  const { Session } = provider;
  const stored = Session.get.bind(Session);
  Session.get = async (ctx) => {
    const known = await stored(ctx);
    const signedIn = visitors.get(ctx.req) ?? null;
    const account = signedIn ? accountOf(signedIn) : undefined;
    if (known.accountId === account) return known;
    const session = known.accountId === undefined ? known : new Session();
    if (signedIn) {
      const loginTs = Math.floor(signedIn.authenticatedAt.getTime() / 1000);
      session.loginAccount({ accountId: accountOf(signedIn), loginTs, amr: [...signedIn.methods] });
    }
    // The library stores what it was told to.
    Object.assign(session, { touched: true });
    const { oidc } = ctx as typeof ctx & { oidc?: { entity(name: string, value: object): void } };
    oidc?.entity('Session', session);
    return session;
  };
}
