export { normalizedEmail } from './normalized-email';
export type { User } from './user.entity';
export { type UserChange, Users } from './users';
export { UsersModule } from './users.module';
