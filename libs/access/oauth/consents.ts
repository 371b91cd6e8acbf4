import { type Client, OAuthClients, type TokenTarget } from '@access/installations';
import type { SignedIn } from '@access/sign-in';
import { Injectable } from '@nestjs/common';
import { RouteCatalog } from '@platform/http';
import { toTypeId } from '@platform/ids';
import type { Provider } from 'oidc-provider';

import { type Choice, Choices, type Chosen } from './choices';
import { FirstPartyApps } from './first-party-apps';
import { accountOf } from './follow-sign-in';
import { UserGrants } from './user-grants';

/** What an app asks a person for. */
export interface Asked {
  readonly clientId: string;
  readonly signedIn: SignedIn;
  readonly resource: unknown;
  readonly scope: unknown;
  /** The public id of the workspace that the person chose; empty before they did. */
  readonly workspace: string;
}

/** One right that an app asks for. */
export interface AskedScope {
  readonly name: string;
  /** Completes "This app wants to …". */
  readonly allows: string;
  /** Why, in the words of its publisher. */
  readonly reason: string | null;
}

/** Whose workspace is meant is known, and what is asked for there. */
export interface WhatFor {
  readonly kind: 'what';
  readonly app: Client;
  readonly choice: Choice;
  readonly needed: readonly AskedScope[];
  readonly optional: readonly AskedScope[];
}

/** What a person is to be asked. */
export type Question =
  | WhatFor
  | { readonly kind: 'which'; readonly app: Client; readonly choices: readonly Choice[] }
  | { readonly kind: 'nowhere'; readonly app: Client; readonly elsewhere: Chosen['elsewhere'] };

/** Finds out what a person is to be asked, and keeps what they answer. */
@Injectable()
export class Consents {
  constructor(
    private readonly clients: OAuthClients,
    private readonly choices: Choices,
    private readonly firstParty: FirstPartyApps,
    private readonly grants: UserGrants,
    private readonly routes: RouteCatalog,
  ) {}

  /** What to ask now; null when the app is not there any more. */
  async question({ clientId, signedIn, resource, scope, workspace }: Asked): Promise<Question | null> {
    const app = await this.clients.app(clientId);
    if (!app) return null;
    const { choices, elsewhere } = await this.choices.of(clientId, accountOf(signedIn), resource);
    const isChosen = (choice: Choice) => toTypeId('workspace', choice.workspaceId) === workspace;
    const choice = choices.length === 1 ? choices[0] : choices.find(isChosen);
    if (choice) return this.whatFor(app, choice, scope);
    return choices.length > 0 ? { kind: 'which', app, choices } : { kind: 'nowhere', app, elsewhere };
  }

  /** Keeps that a person allows what an app needs, and of the rest what they ticked; answers with the grant. */
  async allow(
    provider: Provider,
    { app, choice, needed, optional }: WhatFor,
    { signedIn, ticked }: { readonly signedIn: SignedIn; readonly ticked: readonly string[] },
  ): Promise<{ grantId: string; target: TokenTarget; granted: readonly string[] }> {
    const target = app.kind === 'first_party' ? await this.firstParty.install(app, choice) : choice.target;
    if (!target) throw new Error('The app runs nowhere.');
    const withheld = optional.map(({ name }) => name).filter((name) => !ticked.includes(name));
    const granted = [...needed, ...optional]
      .map(({ name }) => name)
      .filter((name) => !withheld.includes(name))
      .sort();
    const grantId = await this.grants.keep(provider, {
      client: app.client_id,
      user: accountOf(signedIn),
      memberId: choice.memberId,
      target,
      granted,
      rejected: withheld,
    });
    return { grantId, target, granted };
  }

  private whatFor(app: Client, choice: Choice, scope: unknown): Question {
    // What an app of ours may ask for grows with its releases, and its installations with the next consent.
    const granted = app.kind === 'first_party' ? null : choice.target;
    const available = granted?.scopes ?? app.scopes;
    const asked = new Set(typeof scope === 'string' ? scope.split(' ') : []);
    const scopes = available.filter((name) => asked.has(name)).map((name) => this.told(app, name));
    // What the workspace withholds altogether cannot be allowed by its members.
    if (scopes.length === 0) return { kind: 'nowhere', app, elsewhere: [] };
    const isOptional = ({ name }: AskedScope) => app.optional_scopes.includes(name);
    return {
      kind: 'what',
      app,
      choice,
      needed: scopes.filter((each) => !isOptional(each)),
      optional: scopes.filter(isOptional),
    };
  }

  private told({ scope_reasons: reasons }: Client, name: string): AskedScope {
    const allows = this.routes.scopes().get(name)?.allows ?? name;
    return { name, allows, reason: Object.hasOwn(reasons, name) ? (reasons[name] ?? null) : null };
  }
}
