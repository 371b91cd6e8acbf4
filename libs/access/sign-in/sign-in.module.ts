import { UsersModule } from '@access/users';
import { WorkspacesModule } from '@access/workspaces';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { mountPages, PagesModule } from '@platform/pages';
import type { FastifyInstance } from 'fastify';

import { AccountPages } from './account-pages';
import { VisitorForms } from './csrf';
import { PageVisits } from './page-visits';
import { PasswordSignIn } from './password-sign-in';
import { Session } from './session.entity';
import { SessionStore } from './session-store';
import { SignInPages } from './sign-in-pages';
import { SignInSessions } from './sign-in-sessions';
import { SignInTries } from './sign-in-tries';
import { SignInTry } from './sign-in-try.entity';

/** Where people sign in: pages beside the API, which it puts on the HTTP server before that listens. */
@Module({
  imports: [TypeOrmModule.forFeature([Session, SignInTry]), PagesModule, UsersModule, WorkspacesModule],
  providers: [
    AccountPages,
    PageVisits,
    PasswordSignIn,
    SessionStore,
    SignInPages,
    SignInSessions,
    SignInTries,
    VisitorForms,
  ],
  exports: [PageVisits, SignInSessions],
})
export class SignInModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly visits: PageVisits,
    private readonly signIn: SignInPages,
    private readonly account: AccountPages,
  ) {}

  onModuleInit(): void {
    const server = this.http.httpAdapter.getInstance<FastifyInstance>();
    const routes = [this.signIn, this.account].flatMap((pages) => pages.routes);
    mountPages(server, routes, this.visits.errorPage);
  }
}
