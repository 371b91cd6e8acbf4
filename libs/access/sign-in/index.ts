export { checkCsrf, csrfField } from './csrf';
export { leadOn, PageVisits, type Visit } from './page-visits';
export { PasswordResets } from './password-resets';
export { SignInModule } from './sign-in.module';
export { type SignedIn, SignInSessions } from './sign-in-sessions';
export { SignInUpkeepModule } from './sign-in-upkeep.module';
