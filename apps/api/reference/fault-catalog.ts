import type { ExplainedFault } from './explained';
import { FAULTS_A_TO_M } from './faults-a-to-m';
import { FAULTS_N_TO_S } from './faults-n-to-s';
import { FAULTS_T_TO_Z } from './faults-t-to-z';

/** Every code that `errors[].code` can carry, in alphabetical order. A test finds those that the sources use and this list lacks. */
export const FAULTS: readonly ExplainedFault[] = [...FAULTS_A_TO_M, ...FAULTS_N_TO_S, ...FAULTS_T_TO_Z];
