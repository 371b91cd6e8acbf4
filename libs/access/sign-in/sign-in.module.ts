import { UsersModule } from '@access/users';
import { WorkspacesModule } from '@access/workspaces';
import { Module, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@platform/mail';
import { mountPages, type PageRoute, PagesModule } from '@platform/pages';
import type { FastifyInstance } from 'fastify';

import { AccountMails } from './account-mails';
import { AccountPages } from './account-pages';
import { Arrivals } from './arrivals';
import { CredentialPages } from './credential-pages';
import { Credentials } from './credentials';
import { VisitorForms } from './csrf';
import { EmailChanges } from './email-changes';
import { EmailPages } from './email-pages';
import { InvitationPages } from './invitation-pages';
import { Invitations } from './invitations';
import { OneTimeLink } from './one-time-link.entity';
import { OneTimeLinks } from './one-time-links';
import { PageVisits } from './page-visits';
import { PasswordPages } from './password-pages';
import { PasswordResets } from './password-resets';
import { PasswordSignIn } from './password-sign-in';
import { Attempts } from './providers/attempts';
import { ProviderEndpoints } from './providers/endpoints';
import { Identities } from './providers/identities';
import { ProviderArrivals } from './providers/provider-arrivals';
import { ProviderLinks } from './providers/provider-links';
import { ProviderPages } from './providers/provider-pages';
import { ProviderSignIn } from './providers/provider-sign-in';
import { RecoveryCode, SecondFactor } from './second-factor.entities';
import { SecondFactorPages } from './second-factor-pages';
import { SecondFactors } from './second-factors';
import { SecondStepCodes } from './second-step-codes';
import { Session } from './session.entity';
import { SessionPages } from './session-pages';
import { SessionStore } from './session-store';
import { SignInPages } from './sign-in-pages';
import { SignInSessions } from './sign-in-sessions';
import { SignInTries } from './sign-in-tries';
import { SignInTry } from './sign-in-try.entity';
import { UserIdentity } from './user-identity.entity';

interface Pages {
  readonly routes: readonly PageRoute[];
}

const PAGES: readonly Type<Pages>[] = [
  SignInPages,
  Arrivals,
  PasswordPages,
  InvitationPages,
  EmailPages,
  AccountPages,
  CredentialPages,
  SecondFactorPages,
  SessionPages,
  ProviderPages,
];

/** Where people sign in: pages beside the API, which it puts on the HTTP server before that listens. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Session, SignInTry, OneTimeLink, SecondFactor, RecoveryCode, UserIdentity]),
    MailModule,
    PagesModule,
    UsersModule,
    WorkspacesModule,
  ],
  providers: [
    ...PAGES,
    AccountMails,
    Attempts,
    Identities,
    ProviderArrivals,
    ProviderEndpoints,
    ProviderLinks,
    ProviderSignIn,
    Credentials,
    EmailChanges,
    Invitations,
    OneTimeLinks,
    PageVisits,
    PasswordResets,
    PasswordSignIn,
    SecondFactors,
    SecondStepCodes,
    SessionStore,
    SignInSessions,
    SignInTries,
    VisitorForms,
  ],
  exports: [PageVisits, PasswordResets, SignInSessions],
})
export class SignInModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly modules: ModuleRef,
    private readonly visits: PageVisits,
    private readonly invitations: Invitations,
  ) {}

  onModuleInit(): void {
    this.invitations.followMembers();
    const server = this.http.httpAdapter.getInstance<FastifyInstance>();
    const routes = PAGES.flatMap((pages) => this.modules.get(pages).routes);
    mountPages(server, routes, this.visits.errorPage);
  }
}
