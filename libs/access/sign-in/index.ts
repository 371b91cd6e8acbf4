export { checkCsrf, csrfField } from './csrf';
export { leadOn, PageVisits, signInAddress, type Visit } from './page-visits';
export { SignInModule } from './sign-in.module';
export { type SignedIn, SignInSessions } from './sign-in-sessions';
