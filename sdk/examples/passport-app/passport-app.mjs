// A website that people sign in to with their Dealwright account.
//   CLIENT_ID=app_… CLIENT_SECRET=dw_cs_… SESSION_SECRET=… node sdk/examples/passport-app/passport-app.mjs [port]
// The app's redirect URI is http://127.0.0.1:<port>/callback, its secret is sent in the body (client_secret_post).
import express from 'express';
import session from 'express-session';
import passport from 'passport';

import { DealwrightStrategy } from './dealwright-strategy.mjs';

/** @typedef {import('./dealwright-strategy.mjs').Person} Person */

const port = Number(process.argv[2] ?? 4500);
const here = `http://127.0.0.1:${port}`;
const { DEALWRIGHT_BASE_URL: baseUrl = 'http://127.0.0.1:3000' } = process.env;
const { CLIENT_ID: clientID, CLIENT_SECRET: clientSecret, SESSION_SECRET: secret } = process.env;

if (!clientID || !clientSecret || !secret) {
  console.error('Set CLIENT_ID and CLIENT_SECRET to those of your app, and SESSION_SECRET to a random text.');
  process.exit(1);
}

passport.use(
  new DealwrightStrategy(
    {
      baseUrl,
      clientID,
      clientSecret,
      callbackURL: `${here}/callback`,
      scope: ['members:read', 'leads:read'],
    },
    // Here you would look the person up in your own database by `person.id`, and keep the refresh token.
    (person) => person,
  ),
);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((/** @type {Person} */ user, done) => done(null, user));

const app = express();
app.use(
  session({
    secret,
    name: 'passport_app',
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax' },
  }),
);
app.use(passport.initialize());
app.use(passport.session());

app.get('/', (request, response) => {
  const person = /** @type {Person | undefined} */ (request.user);
  response.send(
    person
      ? `<p>Hello ${escaped(person.name)} of ${escaped(person.workspace)}.</p><form method="post" action="/signout"><button>Sign out</button></form>`
      : '<p><a href="/signin">Sign in with Dealwright</a></p>',
  );
});
app.get('/signin', passport.authenticate('dealwright'));
app.get('/callback', passport.authenticate('dealwright', { failWithError: true, successRedirect: '/' }));
app.post('/signout', (request, response, next) => {
  request.logout((error) => (error ? next(error) : response.redirect('/')));
});
app.use(refused);

app.listen(port, '127.0.0.1', () => console.log(`Waiting for people on ${here}/`));

/**
 * Whoever denied it, came back too late, or was answered by somebody else.
 * @param {Error & { status?: number }} error
 * @param {import('express').Request} _request
 * @param {import('express').Response} response
 * @param {import('express').NextFunction} _next
 */
function refused(error, _request, response, _next) {
  console.error(`refused: ${error.message}`);
  response.status(error.status ?? 403).send('<p>You are not signed in. <a href="/">Try again</a></p>');
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
