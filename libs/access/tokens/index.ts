export { AccessKeys } from './access-keys';
export { AddressesField } from './address-field';
export { addressList, isListed } from './addresses';
export { CurrentRightsModule } from './current-rights.module';
export { RecentAnswers } from './recent-answers';
export { TokensModule } from './tokens.module';
