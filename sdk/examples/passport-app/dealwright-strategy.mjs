import { Dealwright } from 'dealwright';
import OAuth2Strategy from 'passport-oauth2';

/**
 * Somebody who signed in, as their workspace knows them.
 * @typedef {{ id: string, name: string, email: string, workspace: string, scopes: string[] }} Person
 */

/** Signs people in at a Dealwright server, with PKCE, state, and a check of who answered. */
export class DealwrightStrategy extends OAuth2Strategy {
  /**
   * @param {{ baseUrl: string, clientID: string, clientSecret: string, callbackURL: string, scope: string[] }} options
   * @param {(person: Person, tokens: { accessToken: string, refreshToken: string }) => Person | Promise<Person>} verify
   */
  constructor({ baseUrl, ...options }, verify) {
    super(
      {
        ...options,
        authorizationURL: `${baseUrl}/oauth/authorize`,
        tokenURL: `${baseUrl}/oauth/token`,
        state: true,
        pkce: true,
      },
      (
        /** @type {string} */ accessToken,
        /** @type {string} */ refreshToken,
        /** @type {Person} */ person,
        /** @type {OAuth2Strategy.VerifyCallback} */ done,
      ) => {
        Promise.resolve(verify(person, { accessToken, refreshToken })).then((kept) => done(null, kept), done);
      },
    );
    this.name = 'dealwright';
    this.baseUrl = baseUrl;
  }

  /**
   * Passport does not look at `iss`, by which an answer says whose it is (RFC 9207): without it a server that an attacker
   * runs could have our code sent to it.
   * @param {import('express').Request} request
   * @param {object} [options]
   * @override
   */
  authenticate(request, options) {
    const { code, error, iss } = request.query;
    const isAnswer = code !== undefined || error !== undefined;
    if (isAnswer && iss !== `${this.baseUrl}/oauth`) this.fail({ message: 'Somebody else answered.' }, 403);
    else super.authenticate(request, options);
  }

  /**
   * @param {string} accessToken
   * @param {(error?: Error | null, person?: Person) => void} done
   * @override
   */
  userProfile(accessToken, done) {
    const client = new Dealwright({ baseUrl: this.baseUrl, token: async () => accessToken });
    client.me().then(({ member, workspace, scopes }) => {
      if (!member) return done(new Error('The token acts for nobody.'));
      const { id, name, email } = member;
      return done(null, { id, name, email, workspace: workspace.name, scopes });
    }, done);
  }
}
