export { forgetCaptures } from './forget-captures';
export { IncomingModule } from './incoming.module';
export { IncomingUpkeepModule } from './incoming-upkeep.module';
