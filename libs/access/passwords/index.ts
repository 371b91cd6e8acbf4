export { hashPassword, verifyPassword } from './password';
export { isGuessable } from './password-strength';
