export { hashPassword } from './password';
