export { forgetStageHistory, handOverStageHistory } from './handed-over';
export { keepStageHistory } from './keep-stage-history';
export { StageHistoryModule } from './stage-history.module';
