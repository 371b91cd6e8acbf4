export { AccessKeys } from './access-keys';
export { CurrentRightsModule } from './current-rights.module';
export { RecentAnswers } from './recent-answers';
export { TokensModule } from './tokens.module';
